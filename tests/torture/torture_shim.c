/* For LD_PRELOAD: counts the calls that change or lock files or bring them to the disk, and ends the
 * process at one of them.
 *
 *   NPD_TORTURE_COUNT=FILE  write how many there were into FILE when the process ends by itself
 *   NPD_TORTURE_KILL=K      kill the process before the K-th call, from 1 on; with
 *   NPD_TORTURE_AFTER=1     behind it
 *   NPD_TORTURE_STOP=K      stop it (SIGSTOP) before the K-th call; who asked continues it
 *
 * Calls of all threads are counted together; npd makes them from one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;
static long kill_at, stop_at;
static int after;

static long number_of(const char* variable) {
  const char* text = getenv(variable);
  return text == NULL ? 0 : atol(text);
}

__attribute__((constructor)) static void begin(void) {
  kill_at = number_of("NPD_TORTURE_KILL");
  stop_at = number_of("NPD_TORTURE_STOP");
  after = number_of("NPD_TORTURE_AFTER") != 0;
}

__attribute__((destructor)) static void end(void) {
  const char* file = getenv("NPD_TORTURE_COUNT");
  FILE* out = file == NULL ? NULL : fopen(file, "w");
  if (out == NULL) return;
  fprintf(out, "%ld\n", (long)calls);
  fclose(out);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Returns the number of the call that comes. */
static long before_call(void) {
  const long call = atomic_fetch_add(&calls, 1) + 1;
  if (call == kill_at && !after) die();
  if (call == stop_at) kill(getpid(), SIGSTOP);
  return call;
}

static void behind_call(long call) {
  if (call == kill_at && after) die();
}

/* Defines NAME as the function of that name, counted. */
#define COUNTED(name, parameters, arguments)                    \
  int name parameters {                                         \
    static int(*next) parameters;                               \
    if (next == NULL) *(void**)&next = dlsym(RTLD_NEXT, #name); \
    const long call = before_call();                            \
    const int result = next arguments;                          \
    const int error = errno;                                    \
    behind_call(call);                                          \
    errno = error;                                              \
    return result;                                              \
  }

COUNTED(rename, (const char* from, const char* to), (from, to))
COUNTED(link, (const char* from, const char* to), (from, to))
COUNTED(unlink, (const char* path), (path))
COUNTED(remove, (const char* path), (path))
COUNTED(mkdir, (const char* path, mode_t mode), (path, mode))
COUNTED(fsync, (int descriptor), (descriptor))
COUNTED(fdatasync, (int descriptor), (descriptor))
COUNTED(flock, (int descriptor, int operation), (descriptor, operation))

/* Of openings, those that make a file. */
#define COUNTED_OPEN(name)                                                    \
  int name(const char* path, int flags, ...) {                                \
    static int (*next)(const char*, int, ...);                                \
    if (next == NULL) *(void**)&next = dlsym(RTLD_NEXT, #name);               \
    va_list more;                                                             \
    va_start(more, flags);                                                    \
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;    \
    va_end(more);                                                             \
    if ((flags & O_CREAT) == 0) return next(path, flags);                     \
    const long call = before_call();                                          \
    const int result = next(path, flags, mode);                               \
    const int error = errno;                                                  \
    behind_call(call);                                                        \
    errno = error;                                                            \
    return result;                                                            \
  }

COUNTED_OPEN(open)
COUNTED_OPEN(open64)
