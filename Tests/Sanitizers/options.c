// The options of the sanitizer, linked into every program under test: those that the tests start have an environment of
// their own. REPORTS is the folder, as an absolute path.

const char *__tsan_default_options(void) { return "log_path=" REPORTS "/report:exitcode=66"; }

// What the Swift runtime keeps for the life of the process is no leak.
const char *__asan_default_options(void) { return "log_path=" REPORTS "/report:exitcode=66:detect_leaks=0"; }
