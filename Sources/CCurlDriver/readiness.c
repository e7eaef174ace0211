#define _GNU_SOURCE
#include "CCurlDriver.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int driver_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int watch(int epoll, int descriptor, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    if (errno != ENOENT) return -1;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int driver_epoll_watch(int epoll, int descriptor, int readiness) {
    uint32_t events = 0;
    if (readiness & CURL_POLL_IN) events |= EPOLLIN;
    if (readiness & CURL_POLL_OUT) events |= EPOLLOUT;
    return watch(epoll, descriptor, events);
}

int driver_epoll_watch_edge(int epoll, int descriptor) { return watch(epoll, descriptor, EPOLLIN | EPOLLET); }

void driver_epoll_forget(int epoll, int descriptor) { epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL); }

int driver_epoll_wait(int epoll, struct driver_event *events, int capacity, int milliseconds) {
    struct epoll_event ready[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(epoll, ready, capacity, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int i = 0; i < count; i++) {
        events[i].descriptor = ready[i].data.fd;
        events[i].readiness = ((ready[i].events & EPOLLIN) ? CURL_CSELECT_IN : 0)
            | ((ready[i].events & EPOLLOUT) ? CURL_CSELECT_OUT : 0);
    }
    return count;
}

int driver_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void driver_eventfd_signal(int descriptor) {
    uint64_t one = 1;
    // The only failure is a full counter, and then the descriptor is readable anyway.
    if (write(descriptor, &one, sizeof one) < 0) return;
}

struct start {
    void (*body)(void *);
    void *argument;
};

static void *run(void *pointer) {
    struct start start = *(struct start *)pointer;
    free(pointer);
    start.body(start.argument);
    return NULL;
}

int driver_thread_start(const char *name, void (*body)(void *), void *argument) {
    struct start *start = malloc(sizeof *start);
    if (!start) return ENOMEM;
    start->body = body;
    start->argument = argument;

    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int failure = pthread_create(&thread, NULL, run, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure) {
        free(start);
        return failure;
    }
    pthread_setname_np(thread, name);
    pthread_detach(thread);
    return 0;
}
