// Register tiles: how many sums the convolution kernels hold in vector registers at once.
#pragma once
#include "vector.h"

// Vectors of output channels of a tile, at most; and by their number, how many pixels (or rows of weights) it covers.
#if VL == 16 || defined(__aarch64__)  // 32 registers
constexpr i32 MAX_BLOCKS = 3;
constexpr i32 TILE_BY_BLOCKS[] = {0, 8, 8, 8};
#else  // 16 registers
constexpr i32 MAX_BLOCKS = 2;
constexpr i32 TILE_BY_BLOCKS[] = {0, 8, 4};
#endif

// Calls FUNCTION<SIZE, BLOCKS>(...) for the run-time `size`, from 1 to TILE_BY_BLOCKS[BLOCKS].
#define FOR_TILE(FUNCTION, size, BLOCKS, ...)                     \
  switch (size) {                                                 \
    case 1: FUNCTION<1, BLOCKS>(__VA_ARGS__); break;              \
    case 2: FUNCTION<2, BLOCKS>(__VA_ARGS__); break;              \
    case 3: FUNCTION<3, BLOCKS>(__VA_ARGS__); break;              \
    case 4: FUNCTION<4, BLOCKS>(__VA_ARGS__); break;              \
    default:                                                      \
      if constexpr (TILE_BY_BLOCKS[BLOCKS] > 4) {                 \
        switch (size) {                                           \
          case 5: FUNCTION<5, BLOCKS>(__VA_ARGS__); break;        \
          case 6: FUNCTION<6, BLOCKS>(__VA_ARGS__); break;        \
          case 7: FUNCTION<7, BLOCKS>(__VA_ARGS__); break;        \
          case 8: FUNCTION<8, BLOCKS>(__VA_ARGS__); break;        \
        }                                                         \
      }                                                           \
  }

// Calls FUNCTION<BLOCKS>(...) for the run-time `blocks`, from 1 to MAX_BLOCKS.
#define FOR_BLOCKS(FUNCTION, blocks, ...)                         \
  switch (blocks) {                                               \
    case 1: FUNCTION<1>(__VA_ARGS__); break;                      \
    case 2: FUNCTION<2>(__VA_ARGS__); break;                      \
    default:                                                      \
      if constexpr (MAX_BLOCKS > 2) FUNCTION<MAX_BLOCKS>(__VA_ARGS__); \
  }
