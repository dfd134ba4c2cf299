// A barrier for the threads of one engine: spins for a moment, then sleeps.
#pragma once
#include "memory.h"

#ifdef __wasm__
constexpr i32 SPINS = 4000;
INLINE void relax() {}
INLINE void sleepWhileEqual(i32* word, i32 value) { __builtin_wasm_memory_atomic_wait32(word, value, -1); }
INLINE void wakeAll(i32* word) { __builtin_wasm_memory_atomic_notify(word, 0x7fffffff); }
#else
#include "platform.h"
// Each takes some 50 to 150 cycles.
constexpr i32 SPINS = 1000;
INLINE void relax() {
#ifdef __x86_64__
  __builtin_ia32_pause();
#else
  asm volatile("isb" ::: "memory");
#endif
}
#endif

// Returns at some time after `stop` is set, too.
static void waitForAll(Control* control) {
  if (control->threads == 1) return;
  const i32 generation = __atomic_load_n(&control->generation, __ATOMIC_ACQUIRE);
  if (__atomic_add_fetch(&control->arrivals, 1, __ATOMIC_ACQ_REL) == control->threads) {
    __atomic_store_n(&control->arrivals, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&control->generation, generation + 1, __ATOMIC_RELEASE);
    wakeAll(&control->generation);
    return;
  }
  for (i32 spin = 0; spin < SPINS; spin++) {
    if (__atomic_load_n(&control->generation, __ATOMIC_ACQUIRE) != generation) return;
    relax();
  }
  while (__atomic_load_n(&control->generation, __ATOMIC_ACQUIRE) == generation && !control->stopped()) {
    sleepWhileEqual(&control->generation, generation);
  }
}
