// Peak single-precision speed of this machine: threads that do nothing but fused multiply-adds on registers.
// Usage: peak THREADS; prints GFLOP/s, the best of many tries within some seconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__AVX512F__)
constexpr int BYTES = 64;
#elif defined(__AVX__)
constexpr int BYTES = 32;
#else
constexpr int BYTES = 16;
#endif
typedef float Vector __attribute__((vector_size(BYTES)));
constexpr int LANES = BYTES / sizeof(float);

// Enough to hide the latency of two pipes, and few enough for 16 registers.
constexpr int SUMS = 12;
constexpr long STEPS = 20'000'000;
constexpr std::chrono::seconds DURATION{4};

static void multiplyAdd(float *result) {
  Vector sums[SUMS], factor, term;
  for (int lane = 0; lane < LANES; lane++) {
    factor[lane] = 0.999f;
    term[lane] = 0.001f;
    for (int i = 0; i < SUMS; i++) sums[i][lane] = float(i);
  }
  for (long step = 0; step < STEPS; step++)
    for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factor + term;
  float total = 0;
  for (int i = 0; i < SUMS; i++)
    for (int lane = 0; lane < LANES; lane++) total += sums[i][lane];
  *result = total;
}

int main(int count, char **arguments) {
  const int threads = count > 1 ? std::max(1, std::atoi(arguments[1])) : 1;
  std::vector<float> results(threads);
  double best = 0;
  const auto end = std::chrono::steady_clock::now() + DURATION;
  while (std::chrono::steady_clock::now() < end) {
    std::vector<std::thread> running;
    const auto began = std::chrono::steady_clock::now();
    for (float &result : results) running.emplace_back(multiplyAdd, &result);
    for (std::thread &thread : running) thread.join();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
    best = std::max(best, 2.0 * SUMS * LANES * STEPS * threads / seconds.count() / 1e9);
  }
  std::printf("%.1f\n", best);
  // The sums are used, so no compiler may leave them out.
  return results[0] == 12345.0f ? 1 : 0;
}
