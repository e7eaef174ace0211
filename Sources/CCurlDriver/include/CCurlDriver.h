#pragma once

// What Swift cannot call by itself: libcurl's variadic setopt and getinfo (one function per argument type), and
// Linux's epoll and eventfd, which Swift's Glibc module does not export.

#include <curl/curl.h>
#include <stdint.h>

CURLcode driver_set_long(CURL *easy, CURLoption option, long value);
CURLcode driver_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode driver_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode driver_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode driver_set_list(CURL *easy, CURLoption option, struct curl_slist *list);
CURLcode driver_set_data_callback(CURL *easy, CURLoption option, curl_write_callback callback);
CURLcode driver_set_before_request(CURL *easy, curl_prereq_callback callback);

CURLcode driver_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode driver_get_pointer(CURL *easy, CURLINFO info, void **value);

CURLMcode driver_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode driver_multi_set_pointer(CURLM *multi, CURLMoption option, void *value);
CURLMcode driver_multi_set_socket_callback(CURLM *multi, curl_socket_callback callback);
CURLMcode driver_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback callback);

/// The easy handle of a finished transfer and its result, or NULL when none is left to report.
CURL *driver_next_finished(CURLM *multi, CURLcode *result);

/// One ready descriptor. `readiness` has libcurl's bits: CURL_POLL_IN and _OUT are CURL_CSELECT_IN and _OUT. None of
/// them set means an error or a hang-up, which libcurl finds out by itself.
struct driver_event {
    int descriptor;
    int readiness;
};

int driver_epoll_create(void);
/// Watches (or watches differently) a descriptor, level-triggered. 0 or -1 with errno.
int driver_epoll_watch(int epoll, int descriptor, int readiness);
/// As above for the wake-up descriptor: edge-triggered, so that nobody has to read it.
int driver_epoll_watch_edge(int epoll, int descriptor);
void driver_epoll_forget(int epoll, int descriptor);
/// Waits at most `milliseconds` (-1: no limit); the number of events written, 0 also when a signal interrupted.
int driver_epoll_wait(int epoll, struct driver_event *events, int capacity, int milliseconds);
int driver_eventfd_create(void);
void driver_eventfd_signal(int eventfd);

/// Starts a detached thread named `name` with every signal blocked: none of them is this thread's business, and a
/// broken connection must not raise SIGPIPE. 0 or an error number.
int driver_thread_start(const char *name, void (*body)(void *), void *argument);
