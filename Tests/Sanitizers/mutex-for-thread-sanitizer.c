// Shows ThreadSanitizer the half of Swift's Mutex that it cannot see.
//
// On Linux the fast path of Synchronization.Mutex is compiled into the caller, where ThreadSanitizer sees its atomics.
// The slow path, taken when two threads want the lock at once, is in libswiftSynchronization, which is not instrumented:
// each contended hand-over then looks like a data race. Linked into the program, this takes the place of that library's
// two slow paths, calls them, and tells what they do: after a lock the thread has seen what the holder before it did.
//
// Source: swiftlang/swift, stdlib/public/Synchronization/Mutex/LinuxImpl.swift; compiler-rt, tsan_interface.h.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

void __tsan_acquire(void *address);
void __tsan_release(void *address);

typedef __attribute__((swiftcall)) void (*Lock)(uint32_t thread, __attribute__((swift_context)) void *handle);
typedef __attribute__((swiftcall)) void (*Unlock)(__attribute__((swift_context)) void *handle);

static void *next(const char *symbol) {
  void *function = dlsym(RTLD_NEXT, symbol);
  if (!function) {
    fprintf(stderr, "mutex-for-thread-sanitizer: no %s in this toolchain's libswiftSynchronization\n", symbol);
    abort();
  }
  return function;
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *handle) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *handle) {
  ((Lock)next(LOCK_SLOW))(thread, handle);
  __tsan_acquire(handle);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *handle) __asm__(UNLOCK_SLOW);
__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *handle) {
  __tsan_release(handle);
  ((Unlock)next(UNLOCK_SLOW))(handle);
}
