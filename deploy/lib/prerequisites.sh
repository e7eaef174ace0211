# shellcheck shell=bash
# What the build and the tests need from the machine: found, installed where apt-get can, or named.

# Exit code of everything here that is missing; the gatekeeper's own code for "something needed is not there".
readonly missing_exit=4
# Package.swift's tools version; older compilers cannot read it.
readonly swift_major=6 swift_minor=2

say() { printf '%s\n' "$*" >&2; }

stop() {
  say "$(basename "$0"): $*"
  exit "$missing_exit"
}

# Whether the machine already has what Debian's package $1 would bring, however it came there.
met() {
  case $1 in
    ca-certificates)
      [[ -e /etc/ssl/certs/ca-certificates.crt || -e /etc/pki/tls/certs/ca-bundle.crt || -e /etc/ssl/cert.pem ]] ;;
    git | curl | openssl | pkg-config | strace) command -v "$1" ;;
    libfaketime) compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' ;;
    g++) builds_cxx ;;
    # 7.87 is the first with CURLOPT_QUICK_EXIT.
    libcurl4-openssl-dev) pkg-config --exists 'libcurl >= 7.87.0' ;;
    libssl-dev) pkg-config --exists 'openssl >= 3.0.0' ;;
    libsqlite3-dev) pkg-config --exists sqlite3 ;;
    # What the toolchain's own programs are linked with.
    libncurses-dev | libxml2-dev | uuid-dev | zlib1g-dev) toolchain_starts ;;
    python3-venv) [[ -n $(python_with_venv) ]] ;;
    *) return 1 ;;
  esac >/dev/null 2>&1
}

# Swift's clang brings no C++ library and no startup files: those are the system's.
builds_cxx() {
  local folder compiler
  folder=$(mktemp -d) || return 1
  compiler=$(command -v clang++ || command -v g++) &&
    printf '#include <vector>\nint main() { return std::vector<int>().size(); }\n' >"$folder/probe.cc" &&
    "$compiler" "$folder/probe.cc" -o "$folder/probe"
  local result=$?
  rm -rf "$folder"
  return "$result"
}

toolchain_starts() {
  swift --version && swiftc --version && swift build --version
}

# The first Python that can make a virtual environment with pip in it; nothing if there is none.
python_with_venv() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
      command -v "$python"
      return
    fi
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs those of the packages named whose purpose is not met, or stops and names them.
install_missing() {
  local package missing=()
  for package in "$@"; do
    met "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  command -v apt-get >/dev/null ||
    stop "this machine lacks what Debian calls: ${missing[*]}. There is no apt-get here; install their like with your system's package manager, then run this again."
  ((EUID == 0)) || command -v sudo >/dev/null ||
    stop "these packages are missing: ${missing[*]}. Install them as root (apt-get install ${missing[*]}), or run this as root."
  say "Installing with apt-get: ${missing[*]}"
  as_root apt-get update ||
    stop "apt-get update failed; these packages are missing: ${missing[*]}."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" </dev/null ||
    stop "apt-get could not install all of: ${missing[*]}."
  for package in "${missing[@]}"; do
    met "$package" || stop "$package is installed, but it is too old or does not work on this machine."
  done
}

# Stops unless there is a Swift that can read the manifest.
require_swift() {
  command -v swift >/dev/null ||
    stop "no Swift is on the PATH. Install Swift 6.3 (https://www.swift.org/install/linux/), put its usr/bin on the PATH, then run this again."
  local answer
  answer=$(swift --version 2>&1) || stop "swift does not start: $answer"
  [[ $answer =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] || stop "swift does not say its version, but: $answer"
  local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  ((major > swift_major || (major == swift_major && minor >= swift_minor))) ||
    stop "this is Swift $major.$minor; $swift_major.$swift_minor or later is needed (6.3 is what it is developed with): https://www.swift.org/install/linux/"
}

# A Swift that can read the manifest, Debian's packages for the build, and those named besides.
require() {
  # Before anything is installed, unless what Swift itself is linked with may be what is missing.
  if ! command -v swift >/dev/null || swift --version >/dev/null 2>&1; then require_swift; fi
  install_missing ca-certificates git g++ pkg-config libcurl4-openssl-dev libssl-dev libsqlite3-dev \
    libncurses-dev libxml2-dev uuid-dev zlib1g-dev "$@"
  require_swift
}

require_for_building() { require; }

# What the tests of failing system calls (strace) and of stepping clocks (libfaketime) need besides.
require_for_testing() { require curl openssl python3-venv strace libfaketime; }

# The virtual environment $1 with what the file of pins $2 names; made anew when the pins change, or when one of the modules
# named besides is not in it.
python_environment() {
  local folder=$1 pins=$2
  shift 2
  if [[ -x $folder/bin/python ]] && cmp -s "$pins" "$folder/installed.txt" &&
    "$folder/bin/python" -c "import $(IFS=,; printf %s "$*")" 2>/dev/null; then
    return
  fi
  say "Installing what $pins names into $folder"
  rm -rf "$folder"
  "$(python_with_venv)" -m venv "$folder"
  # pip reads its own configuration: an index or proxy set there counts.
  "$folder/bin/python" -m pip install --quiet --requirement "$pins" </dev/null ||
    stop "pip could not install $pins from a package index."
  cp "$pins" "$folder/installed.txt"
}

# The Python with Microsoft's Graph SDK and what else the tests drive, where they look for it.
python_for_tests() {
  python_environment .build/python deploy/test.requirements.txt jsonschema msgraph yaml
  export GRAPH_SDK_PYTHON=$PWD/.build/python/bin/python
}
