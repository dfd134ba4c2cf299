// Fixed-length float vectors on the compiler's vector extension: the only place that knows the vector length VL.
#pragma once

#ifndef VL
#define VL 4
#endif

typedef int i32;
typedef unsigned int u32;
typedef unsigned char u8;
typedef unsigned short u16;
typedef __SIZE_TYPE__ Size;

// Rows are aligned to 4 bytes only: an image of 3 channels is stored without padding.
typedef float Vec __attribute__((vector_size(VL * 4), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
// Hot loops stay functions of their own, so that a wasm runtime can compile each one with its optimiser in time.
#define HOT static __attribute__((noinline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
// Above every trip count, so also in full.
#define UNROLL _Pragma("GCC unroll 64")
#endif

INLINE Vec load(const float* from) { return *(const Vec*)from; }
INLINE void store(float* to, Vec value) { *(Vec*)to = value; }
INLINE Vec zeros() { return (Vec){}; }

#if VL == 4
INLINE Vec splat(float x) { return (Vec){x, x, x, x}; }
#else
INLINE Vec splat(float x) { return x - zeros(); }
#endif

// Adds onto what is there when `accumulate` is set, else replaces it.
INLINE void put(float* to, Vec value, bool accumulate) { store(to, accumulate ? load(to) + value : value); }
INLINE void put(float* to, float value, bool accumulate) { *to = accumulate ? *to + value : value; }

INLINE i32 smaller(i32 a, i32 b) { return a < b ? a : b; }
INLINE i32 divideUp(i32 a, i32 b) { return (a + b - 1) / b; }

// Splits `left` into the fewest pieces of at most `limit`, as even as possible; returns the first piece.
INLINE i32 evenPiece(i32 left, i32 limit) { return divideUp(left, divideUp(left, limit)); }
