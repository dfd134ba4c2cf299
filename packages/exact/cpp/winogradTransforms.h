// The one-dimensional transforms of Winograd's convolution with the points 0, 1, -1, 2, -2 and infinity. A tile is
// transformed along its columns first, then along its rows. The orders of the sums are part of the numerics contract.
#pragma once
#include "memory.h"

// Output pixels of a tile's side, and its input pixels, which is also the number of points.
constexpr i32 TILE = 4;
constexpr i32 POINTS = 6;
// Matrices of a tile in the transform domain.
constexpr i32 PLANES = POINTS * POINTS;
constexpr i32 KERNEL = 3;

constexpr float MINUS_SIXTH = -1.0f / 6;
constexpr float TWENTY_FOURTH = 1.0f / 24;

// Six inputs of a convolution.
struct InputTransform {
  static constexpr i32 FROM = POINTS, TO = POINTS;
  INLINE void apply(const Vec* d, Vec* to) {
    const Vec two = splat(2), four = splat(4), five = splat(5);
    const Vec even1 = d[4] - four * d[2], odd1 = d[3] - four * d[1];
    const Vec even2 = d[4] - d[2], odd2 = two * (d[3] - d[1]);
    const Vec first = four * d[0] + (d[4] - five * d[2]), last = four * d[1] + (d[5] - five * d[3]);
    to[0] = first;
    to[1] = even1 + odd1;
    to[2] = even1 - odd1;
    to[3] = even2 + odd2;
    to[4] = even2 - odd2;
    to[5] = last;
  }
};

// A kernel's three weights.
struct WeightTransform {
  static constexpr i32 FROM = KERNEL, TO = POINTS;
  INLINE void apply(const Vec* g, Vec* to) {
    const Vec sixth = splat(MINUS_SIXTH), twentyFourth = splat(TWENTY_FOURTH);
    const Vec even1 = g[0] + g[2], even2 = g[0] + splat(4) * g[2], odd2 = splat(2) * g[1];
    to[0] = splat(0.25f) * g[0];
    to[1] = sixth * (even1 + g[1]);
    to[2] = sixth * (even1 - g[1]);
    to[3] = twentyFourth * (even2 + odd2);
    to[4] = twentyFourth * (even2 - odd2);
    to[5] = g[2];
  }
};

// Four gradients by the output, which take the kernel's place when the gradient by the weights is wanted.
struct GradientTransform {
  static constexpr i32 FROM = TILE, TO = POINTS;
  INLINE void apply(const Vec* g, Vec* to) {
    const Vec four = splat(4), sixth = splat(MINUS_SIXTH), twentyFourth = splat(TWENTY_FOURTH);
    const Vec even1 = g[0] + g[2], odd1 = g[1] + g[3];
    const Vec even2 = g[0] + four * g[2], odd2 = splat(2) * (g[1] + four * g[3]);
    const Vec first = splat(0.25f) * g[0], last = g[3];
    to[0] = first;
    to[1] = sixth * (even1 + odd1);
    to[2] = sixth * (even1 - odd1);
    to[3] = twentyFourth * (even2 + odd2);
    to[4] = twentyFourth * (even2 - odd2);
    to[5] = last;
  }
};

// From six points to four outputs.
struct OutputTransform {
  static constexpr i32 FROM = POINTS, TO = TILE;
  INLINE void apply(const Vec* d, Vec* to) {
    const Vec sum1 = d[1] + d[2], difference1 = d[1] - d[2], sum2 = d[3] + d[4], difference2 = d[3] - d[4];
    to[0] = (d[0] + sum1) + sum2;
    to[1] = difference1 + splat(2) * difference2;
    to[2] = sum1 + splat(4) * sum2;
    to[3] = (difference1 + splat(8) * difference2) + d[5];
  }
};

// From six points to a kernel's three gradients.
struct WeightGradientTransform {
  static constexpr i32 FROM = POINTS, TO = KERNEL;
  INLINE void apply(const Vec* d, Vec* to) {
    const Vec sum1 = d[1] + d[2], difference1 = d[1] - d[2], sum2 = d[3] + d[4], difference2 = d[3] - d[4];
    to[0] = (d[0] + sum1) + sum2;
    to[1] = difference1 + splat(2) * difference2;
    to[2] = (sum1 + splat(4) * sum2) + d[5];
  }
};

// Applies a transform to the columns, then to the rows of a square of vectors.
template <class Transform, class Read, class Write>
INLINE void transformSquare(Read read, Write write) {
  constexpr i32 FROM = Transform::FROM, TO = Transform::TO;
  Vec half[TO][FROM];
  UNROLL for (i32 column = 0; column < FROM; column++) {
    Vec from[FROM], to[TO];
    UNROLL for (i32 row = 0; row < FROM; row++) from[row] = read(row, column);
    Transform::apply(from, to);
    UNROLL for (i32 row = 0; row < TO; row++) half[row][column] = to[row];
  }
  UNROLL for (i32 row = 0; row < TO; row++) {
    Vec to[TO];
    Transform::apply(half[row], to);
    UNROLL for (i32 column = 0; column < TO; column++) write(row, column, to[column]);
  }
}
