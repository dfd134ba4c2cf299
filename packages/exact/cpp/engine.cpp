// The exact training engine: everything a build exports. See ../README.md for the numerics contract.
#include "executor.h"

#define EXPORT(name) extern "C" __attribute__((export_name(name)))

// The compiler may call these for struct copies and clears even without a C library.
extern "C" void* memset(void* to, int value, Size count) { return __builtin_memset(to, value, count); }
extern "C" void* memcpy(void* to, const void* from, Size count) { return __builtin_memcpy(to, from, count); }

// Runs the program that the control block at the start of the arena names; called by every thread at once.
EXPORT("run") void run(i32 thread, float* arena) { runProgram(thread, arena); }
