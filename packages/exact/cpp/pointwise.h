// Ops that take each element by itself. All maps of an instruction have the same pixels and lanes, but not the same halo.
#pragma once
#include "memory.h"

struct PointwiseArgs {
  i32 from, to, accumulate;
  i32 other;    // a second map to read
  u32 factors;  // one for each image
};

// Sets or adds `value(row, i)` for each vector, the i-th float of its row.
template <class Value>
INLINE void eachVector(const View& to, bool accumulate, Value value) {
  const i32 length = to.width * to.lanes;
  for (i32 row = 0; row < to.height; row++) {
    float* y = to.row(row);
    for (i32 i = 0; i < length; i += VL) put(y + i, value(row, i), accumulate);
  }
}

INLINE Vec positive(Vec value) { return value > zeros() ? value : zeros(); }

HOT void relu(const Context& context, const PointwiseArgs& args) {
  const View from = context.view(args.from);
  eachVector(context.view(args.to), false, [&](i32 row, i32 i) { return positive(load(from.row(row) + i)); });
}

// `other` is the output of the ReLU.
HOT void reluGradient(const Context& context, const PointwiseArgs& args) {
  const View from = context.view(args.from), output = context.view(args.other);
  eachVector(context.view(args.to), args.accumulate, [&](i32 row, i32 i) {
    return load(output.row(row) + i) > zeros() ? load(from.row(row) + i) : zeros();
  });
}

struct ReluChannelsArgs {
  i32 from, to, accumulate;
  i32 output;        // of the ReLU, for the gradient
  i32 first, count;  // its channels that the part at hand becomes, all of the part's
};

// ReLU of one part of a concatenation. No vector may reach into the next part.
HOT void reluChannels(const Context& context, const ReluChannelsArgs& args) {
  const View from = context.view(args.from), to = context.view(args.to);
  for (i32 row = 0; row < from.height; row++) {
    const float* x = from.row(row);
    float* y = to.row(row) + args.first;
    for (i32 column = 0; column < from.width; column++, x += from.lanes, y += to.lanes) {
      i32 c = 0;
      for (; c + VL <= args.count; c += VL) store(y + c, positive(load(x + c)));
      if (c < args.count && args.count >= VL) store(y + args.count - VL, positive(load(x + args.count - VL)));
      else for (; c < args.count; c++) y[c] = x[c] > 0 ? x[c] : 0;
    }
  }
}

HOT void reluChannelsGradient(const Context& context, const ReluChannelsArgs& args) {
  const View from = context.view(args.from), to = context.view(args.to), output = context.view(args.output);
  for (i32 row = 0; row < to.height; row++) {
    const float *g = from.row(row) + args.first, *y = output.row(row) + args.first;
    float* part = to.row(row);
    for (i32 column = 0; column < to.width; column++, g += from.lanes, y += output.lanes, part += to.lanes) {
      i32 c = 0;
      for (; c + VL <= args.count; c += VL) {
        put(part + c, load(y + c) > zeros() ? load(g + c) : zeros(), args.accumulate);
      }
      for (; c < args.count; c++) put(part + c, y[c] > 0 ? g[c] : 0, args.accumulate);
    }
  }
}

HOT void addMaps(const Context& context, const PointwiseArgs& args) {
  const View from = context.view(args.from), other = context.view(args.other);
  eachVector(context.view(args.to), false,
             [&](i32 row, i32 i) { return load(from.row(row) + i) + load(other.row(row) + i); });
}

HOT void copyMap(const Context& context, const PointwiseArgs& args) {
  const View from = context.view(args.from);
  eachVector(context.view(args.to), args.accumulate, [&](i32 row, i32 i) { return load(from.row(row) + i); });
}

HOT void scaleMap(const Context& context, const PointwiseArgs& args) {
  const View from = context.view(args.from);
  const Vec factor = splat(context.at(args.factors)[context.image]);
  eachVector(context.view(args.to), args.accumulate,
             [&](i32 row, i32 i) { return load(from.row(row) + i) * factor; });
}
