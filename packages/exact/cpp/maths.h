// exp and log of our own: the C library's differ between platforms in the last bits. IEEE add, multiply and divide only.
#pragma once
#include "vector.h"

union DoubleBits {
  double value;
  unsigned long long bits;
};

constexpr double LN2 = 0.6931471805599453094;

// e^x for x <= 0 (softmax exponents); exactly 0 below -700. Range reduction to |r| <= ln2/2, then a Taylor series.
static double exponential(double x) {
  if (x < -700) return 0;
  const i32 power = (i32)(x * 1.4426950408889634 - 0.5);
  const double r = x - power * LN2;
  double sum = 1, term = 1;
  for (i32 i = 1; i < 14; i++) {
    term *= r / i;
    sum += term;
  }
  DoubleBits scale;
  scale.bits = (unsigned long long)(power + 1023) << 52;
  return scale.value * sum;
}

// Natural logarithm of a normal x >= 1. Mantissa in [1/sqrt2, sqrt2], then the series of artanh.
static double logarithm(double x) {
  DoubleBits number;
  number.value = x;
  i32 power = (i32)(number.bits >> 52) - 1023;
  number.bits = (number.bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
  double mantissa = number.value;
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    power++;
  }
  const double z = (mantissa - 1) / (mantissa + 1), square = z * z;
  double sum = 0, term = z;
  for (i32 i = 1; i < 30; i += 2) {
    sum += term / i;
    term *= square;
  }
  return 2 * sum + power * LN2;
}
