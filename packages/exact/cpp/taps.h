// A convolution's window as a list of taps: runs of input channels that are multiplied by consecutive weight rows.
#pragma once
#include "memory.h"

constexpr i32 MAX_SOURCES = 64;
constexpr i32 MAX_TAPS = 9 * MAX_SOURCES;

struct Tap {
  const float* origin;  // what output pixel (0, 0) reads
  i32 rowStride, lanes;
  i32 length;  // channels
};

// Taps in the contract's order: kernel row, kernel column, source, channel. Returns their number. Where pixels lie side
// by side without padding lanes, a kernel row is one tap; the order of the sum stays the same.
static i32 listTaps(const View* sources, i32 count, i32 kernel, i32 padding, Tap* taps) {
  i32 total = 0;
  const bool merge = count == 1 && sources[0].lanes == sources[0].channels;
  for (i32 y = 0; y < kernel; y++) {
    for (i32 x = 0; x < (merge ? 1 : kernel); x++) {
      for (i32 s = 0; s < count; s++) {
        const View& from = sources[s];
        const float* origin = from.origin + (y - padding) * from.rowStride + (x - padding) * from.lanes;
        taps[total++] = {origin, from.rowStride, from.lanes, merge ? kernel * from.channels : from.channels};
      }
    }
  }
  return total;
}

// Whether a 1x1 convolution may treat each image as a single long row.
static bool canFlatten(const View* sources, i32 count, i32 kernel, const View& target) {
  if (kernel != 1 || !target.contiguous()) return false;
  for (i32 s = 0; s < count; s++) {
    if (!sources[s].contiguous()) return false;
  }
  return true;
}
