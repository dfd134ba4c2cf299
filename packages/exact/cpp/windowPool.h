// Pooling over overlapping squares. Pixels outside the map take no part.
#pragma once
#include "pooling.h"

constexpr i32 MAX_POOL_KERNEL = 15;

struct WindowPoolArgs {
  i32 input, output, outputGradient, inputGradient, accumulate;
  i32 kernel, stride;
  i32 offset;  // row and column of the first window's first pixel
};

// Part of an axis.
struct Span {
  i32 first, end;
  i32 length() const { return end - first; }
};

// The pixels of the window at `position` that lie inside the map.
INLINE Span pixelsOf(const WindowPoolArgs& args, i32 position, i32 side) {
  const i32 first = position * args.stride + args.offset;
  return {first < 0 ? 0 : first, smaller(first + args.kernel, side)};
}

// The windows that contain a pixel, of `count`.
INLINE Span windowsOf(const WindowPoolArgs& args, i32 pixel, i32 count) {
  const i32 from = pixel - args.offset - args.kernel;
  return {from < 0 ? 0 : from / args.stride + 1, smaller((pixel - args.offset) / args.stride + 1, count)};
}

// Calls `visit(window, rows, columns)` for each output pixel in row-major order.
template <class Visit>
INLINE void eachWindow(const WindowPoolArgs& args, const View& in, const View& out, Visit visit) {
  for (i32 row = 0; row < out.height; row++) {
    const Span rows = pixelsOf(args, row, in.height);
    for (i32 column = 0; column < out.width; column++) visit(row, column, rows, pixelsOf(args, column, in.width));
  }
}

INLINE Vec maximumOf(const float* x, i32 rows, i32 columns, i32 rowStride, i32 lanes) {
  Vec best = load(x);
  for (i32 r = 0; r < rows; r++) {
    for (i32 c = 0; c < columns; c++) best = maximum(best, load(x + r * rowStride + c * lanes));
  }
  return best;
}

INLINE Vec sumOf(const float* x, i32 rows, i32 columns, i32 rowStride, i32 lanes) {
  Vec sum = zeros();
  for (i32 r = 0; r < rows; r++) {
    for (i32 c = 0; c < columns; c++) sum += load(x + r * rowStride + c * lanes);
  }
  return sum;
}

HOT void windowMaximum(const Context& context, const WindowPoolArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  eachWindow(args, in, out, [&](i32 row, i32 column, Span rows, Span columns) {
    const float* x = in.row(rows.first) + columns.first * in.lanes;
    float* y = out.row(row) + column * out.lanes;
    // A whole window of the usual size is worth code of its own.
    if (rows.length() == 3 && columns.length() == 3) {
      for (i32 lane = 0; lane < out.lanes; lane += VL) store(y + lane, maximumOf(x + lane, 3, 3, in.rowStride, in.lanes));
      return;
    }
    for (i32 lane = 0; lane < out.lanes; lane += VL) {
      store(y + lane, maximumOf(x + lane, rows.length(), columns.length(), in.rowStride, in.lanes));
    }
  });
}

// 1 / n for the pixels of any window.
struct Reciprocals {
  float of[MAX_POOL_KERNEL * MAX_POOL_KERNEL + 1];

  explicit Reciprocals(i32 kernel) {
    for (i32 n = 1; n <= kernel * kernel; n++) of[n] = 1.0f / n;
  }
};

HOT void windowAverage(const Context& context, const WindowPoolArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  const Reciprocals reciprocals(args.kernel);
  eachWindow(args, in, out, [&](i32 row, i32 column, Span rows, Span columns) {
    const float* x = in.row(rows.first) + columns.first * in.lanes;
    float* y = out.row(row) + column * out.lanes;
    const Vec share = splat(reciprocals.of[rows.length() * columns.length()]);
    if (rows.length() == 3 && columns.length() == 3) {
      for (i32 lane = 0; lane < out.lanes; lane += VL) {
        store(y + lane, sumOf(x + lane, 3, 3, in.rowStride, in.lanes) * share);
      }
      return;
    }
    for (i32 lane = 0; lane < out.lanes; lane += VL) {
      store(y + lane, sumOf(x + lane, rows.length(), columns.length(), in.rowStride, in.lanes) * share);
    }
  });
}

static void clear(const View& view) {
  for (i32 row = 0; row < view.height; row++) {
    __builtin_memset(view.row(row), 0, view.width * view.lanes * sizeof(float));
  }
}

// Adds a window's gradient `left` at its first maximal pixel, and zero at the others.
INLINE void addAtMaximum(const float* x, Vec left, float* to, i32 rows, i32 columns, const View& in,
                         const View& target) {
  const Vec best = maximumOf(x, rows, columns, in.rowStride, in.lanes);
  for (i32 r = 0; r < rows; r++) {
    for (i32 c = 0; c < columns; c++) {
      const Vec value = load(x + r * in.rowStride + c * in.lanes);
      put(to + r * target.rowStride + c * target.lanes, value == best ? left : zeros(), true);
      left = value == best ? zeros() : left;
    }
  }
}

HOT void windowMaximumGradient(const Context& context, const WindowPoolArgs& args) {
  const View in = context.view(args.input), from = context.view(args.outputGradient);
  const View target = context.view(args.inputGradient);
  if (!args.accumulate) clear(target);
  eachWindow(args, in, from, [&](i32 row, i32 column, Span rows, Span columns) {
    const float* x = in.row(rows.first) + columns.first * in.lanes;
    const float* g = from.row(row) + column * from.lanes;
    float* to = target.row(rows.first) + columns.first * target.lanes;
    const bool whole = rows.length() == 3 && columns.length() == 3;
    for (i32 lane = 0; lane < from.lanes; lane += VL) {
      const Vec left = load(g + lane);
      if (whole) addAtMaximum(x + lane, left, to + lane, 3, 3, in, target);
      else addAtMaximum(x + lane, left, to + lane, rows.length(), columns.length(), in, target);
    }
  });
}

// Whether none of the windows is cut by the map's edge, along one axis.
INLINE bool areWhole(const WindowPoolArgs& args, Span windows, i32 side) {
  return pixelsOf(args, windows.first, side).length() == args.kernel &&
         pixelsOf(args, windows.end - 1, side).length() == args.kernel;
}

HOT void windowAverageGradient(const Context& context, const WindowPoolArgs& args) {
  const View from = context.view(args.outputGradient), to = context.view(args.inputGradient);
  const Reciprocals reciprocals(args.kernel);
  for (i32 row = 0; row < to.height; row++) {
    const Span rows = windowsOf(args, row, from.height);
    const bool wholeRows = rows.length() == 3 && areWhole(args, rows, to.height);
    for (i32 column = 0; column < to.width; column++) {
      const Span columns = windowsOf(args, column, from.width);
      const float* g = from.row(rows.first) + columns.first * from.lanes;
      float* target = to.row(row) + column * to.lanes;
      // Far from the edges, at stride 1 and the usual size, all windows are alike.
      if (wholeRows && columns.length() == 3 && areWhole(args, columns, to.width)) {
        const Vec share = splat(reciprocals.of[args.kernel * args.kernel]);
        for (i32 lane = 0; lane < to.lanes; lane += VL) {
          Vec sum = zeros();
          UNROLL for (i32 k = 0; k < 9; k++) {
            sum += load(g + k / 3 * from.rowStride + k % 3 * from.lanes + lane) * share;
          }
          put(target + lane, sum, args.accumulate);
        }
        continue;
      }
      for (i32 lane = 0; lane < to.lanes; lane += VL) {
        Vec sum = zeros();
        for (i32 r = 0; r < rows.length(); r++) {
          const i32 height = pixelsOf(args, rows.first + r, to.height).length();
          for (i32 c = 0; c < columns.length(); c++) {
            const i32 pixels = height * pixelsOf(args, columns.first + c, to.width).length();
            sum += load(g + r * from.rowStride + c * from.lanes + lane) * splat(reciprocals.of[pixels]);
          }
        }
        put(target + lane, sum, args.accumulate);
      }
    }
  }
}
