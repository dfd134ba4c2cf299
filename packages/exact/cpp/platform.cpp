#include "platform.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// A thread that was told to stop is not woken: it looks again after this time.
constexpr timespec PATIENCE = {0, 10'000'000};

void sleepWhileEqual(int* word, int value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &PATIENCE, nullptr, 0);
}

void wakeAll(int* word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 0x7fffffff, nullptr, nullptr, 0); }

void preferLargePages(void* start, __SIZE_TYPE__ bytes) { madvise(start, bytes, MADV_HUGEPAGE); }

#else
#include <time.h>

// No portable futex: naps of this length, short beside a section of a program.
constexpr timespec NAP = {0, 50'000};

void sleepWhileEqual(int*, int) { nanosleep(&NAP, nullptr); }
void wakeAll(int*) {}
void preferLargePages(void*, __SIZE_TYPE__) {}
#endif
