// What lies where in the arena. The layout is planned by src/program (TypeScript); these structs mirror its encoder.
#pragma once
#include "vector.h"

// Addresses are counted in lines of 16 floats (64 bytes) from the start of the arena.
constexpr u32 LINE_FLOATS = 16;
// Cross-image sums are taken per chunk of this many images, then over the chunks in order.
constexpr i32 CHUNK_IMAGES = 16;

// Start of the arena; the words before `arrivals` are written by the caller, all but `stop` while no thread computes.
struct Control {
  i32 sequence;
  i32 images;
  i32 threads;
  u32 program;
  u32 buffers;
  i32 floatInput;
  float learningRate;
  float momentum;
  float weightDecay;
  i32 stop;  // set for ever when the threads shall leave a running program
  i32 unused[6];
  i32 arrivals;
  i32 unusedToo[15];
  i32 generation;

  bool stopped() const { return __atomic_load_n(&stop, __ATOMIC_RELAXED); }
};

// Values or gradients of one tensor. One copy for each image of the batch or, if it never outlives a group of images,
// for each image of a group and thread (threadStride).
struct Buffer {
  i32 height, width, channels;
  i32 lanes;      // floats from pixel to pixel: the channels, rounded up to a multiple of VL with zero lanes
  i32 halo;       // zero pixels around the image (below and right of it there may be more), so that convolutions need no
                  // border case
  i32 rowStride;  // floats from row to row
  u32 base, imageStride, threadStride;  // lines
};

// One image of a buffer.
struct View {
  float* origin;  // pixel (0, 0) inside the halo
  i32 height, width, channels, lanes, rowStride;

  float* row(i32 index) const { return origin + index * rowStride; }
  // Whether the rows follow each other without a halo.
  bool contiguous() const { return rowStride == width * lanes; }
};

// What one thread works on.
struct Context {
  float* arena;
  const Control* control;
  const Buffer* buffers;
  i32 thread, threads, images, image;
  i32 groupFirst, groupEnd;  // images that the thread takes through a section together

  // In integers, as an arena may be larger than half the address space of a 32-bit build.
  float* at(u32 line) const { return (float*)((Size)arena + (Size)line * LINE_FLOATS * sizeof(float)); }
  i32 chunks() const { return divideUp(images, CHUNK_IMAGES); }

  View view(i32 id) const {
    const Buffer& b = buffers[id];
    const i32 copy = b.threadStride ? image - groupFirst : image;
    float* start = at(b.base + (u32)copy * b.imageStride + (u32)thread * b.threadStride);
    return {start + b.halo * (b.rowStride + b.lanes), b.height, b.width, b.channels, b.lanes, b.rowStride};
  }
};
