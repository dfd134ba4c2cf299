// The native builds as a module of Node: which ones this processor runs, and a function that runs one.
#include <stdlib.h>
#include "memory.h"
#include "nodeApi.h"
#include "platform.h"

#define API extern "C" __attribute__((visibility("default")))

#ifdef __x86_64__
namespace sse {
void run(i32 thread, float* arena);
}
namespace avx2 {
void run(i32 thread, float* arena);
}
namespace avx512 {
void run(i32 thread, float* arena);
}
static bool hasSse() { return true; }  // part of every x86-64
static bool hasAvx2() { return __builtin_cpu_supports("avx2"); }
static bool hasAvx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
#else
namespace neon {
void run(i32 thread, float* arena);
}
static bool hasNeon() { return true; }  // part of every arm64
#endif

struct Build {
  const char* name;
  i32 vectorLength;
  bool (*isSupported)();
  void (*run)(i32 thread, float* arena);
};

constexpr Build BUILDS[] = {
#ifdef __x86_64__
    {"sse", 4, hasSse, sse::run},
    {"avx2", 8, hasAvx2, avx2::run},
    {"avx512", 16, hasAvx512, avx512::run},
#else
    {"neon", 4, hasNeon, neon::run},
#endif
};
constexpr i32 BUILD_COUNT = sizeof(BUILDS) / sizeof(Build);

// A compute thread's place in an engine, from `attach` until the thread ends.
struct Seat {
  void (*run)(i32 thread, float* arena);
  i32 thread;
  float* arena;
};

// However a thread ends, the others must not wait for it at a barrier: nothing can interrupt them there.
static void leave(void* data) {
  Seat* seat = (Seat*)data;
  __atomic_store_n(&((Control*)seat->arena)->stop, 1, __ATOMIC_RELAXED);
  free(seat);
}

static napi_value run(napi_env env, napi_callback_info info) {
  void* data = nullptr;
  if (napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &data) == 0) {
    const Seat* seat = (const Seat*)data;
    seat->run(seat->thread, seat->arena);
  }
  return nullptr;
}

// attach(build, thread, arena): a function that runs the program named in the control block, to be called by all
// threads at once. The arena is an array of 32-bit integers, which must live as long as the calling thread.
static napi_value attach(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3], result = nullptr;
  i32 build = -1, thread = 0;
  void* arena = nullptr;
  size_t words = 0;
  const bool valid = napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) == 0 && count == 3 &&
                     napi_get_value_int32(env, arguments[0], &build) == 0 &&
                     napi_get_value_int32(env, arguments[1], &thread) == 0 &&
                     napi_get_typedarray_info(env, arguments[2], nullptr, &words, &arena, nullptr, nullptr) == 0 &&
                     build >= 0 && build < BUILD_COUNT && BUILDS[build].isSupported();
  if (!valid) {
    napi_throw_error(env, nullptr, "attach takes a supported build, a thread and the arena");
    return nullptr;
  }
  preferLargePages(arena, words * sizeof(i32));
  Seat* seat = (Seat*)malloc(sizeof(Seat));
  *seat = {BUILDS[build].run, thread, (float*)arena};
  napi_add_env_cleanup_hook(env, leave, seat);
  napi_create_function(env, "run", AUTO_LENGTH, run, seat, &result);
  return result;
}

static napi_value describe(napi_env env, const Build& build) {
  napi_value object = nullptr, name, vectorLength, supported;
  napi_create_object(env, &object);
  napi_create_string_utf8(env, build.name, AUTO_LENGTH, &name);
  napi_create_int32(env, build.vectorLength, &vectorLength);
  napi_get_boolean(env, build.isSupported(), &supported);
  napi_set_named_property(env, object, "name", name);
  napi_set_named_property(env, object, "vectorLength", vectorLength);
  napi_set_named_property(env, object, "supported", supported);
  return object;
}

API int32_t node_api_module_get_api_version_v1() { return 8; }

// Called once in each thread that loads the module.
API napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value builds, sources, function;
  napi_create_array(env, &builds);
  for (i32 i = 0; i < BUILD_COUNT; i++) napi_set_element(env, builds, i, describe(env, BUILDS[i]));
  napi_create_string_utf8(env, SOURCES, AUTO_LENGTH, &sources);
  napi_create_function(env, "attach", AUTO_LENGTH, attach, nullptr, &function);
  napi_set_named_property(env, exports, "builds", builds);
  napi_set_named_property(env, exports, "sources", sources);
  napi_set_named_property(env, exports, "attach", function);
  return exports;
}
