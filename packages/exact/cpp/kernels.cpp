// The kernels of one native build: compiled once for each instruction set, with its flags, VL and BUILD.

#include "platform.h"

// Without a namespace for each build, the linker would merge their inline functions and might keep those that need
// AVX-512 for a processor that lacks it.
namespace BUILD {
#include "executor.h"

void run(i32 thread, float* arena) { runProgram(thread, arena); }
}  // namespace BUILD
