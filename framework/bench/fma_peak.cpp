#include "bench/fma_peak.hpp"

#include <npd/vector_math.hpp>

#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace npd::bench {
namespace {

// Enough independent sums to hide the latency of an addition.
constexpr int sums = 12, lanes = 16;
using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;

// The compiler must not know any number: it would leave out what it can foresee, as sums that start
// at b / (1 - a) and stay there.
NPD_MULTIVERSION float fma_loop(std::int64_t rounds, float start, float factor, float term) {
  Lanes x[sums];
  for (int i = 0; i < sums; ++i) x[i] = Lanes{} + start * static_cast<float>(i + 1);
  const Lanes a = Lanes{} + factor, b = Lanes{} + term;
  for (std::int64_t i = 0; i < rounds; ++i) {
    for (auto& sum : x) sum = sum * a + b;
  }
  float total = 0;
  for (const auto& sum : x) total += sum[0];
  return total;
}

double seconds_of(std::int64_t rounds) {
  const volatile float start = 0.5F, factor = 0.999F, term = 0.001F;
  const auto began = std::chrono::steady_clock::now();
  volatile float kept = fma_loop(rounds, start, factor, term);
  static_cast<void>(kept);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

double measured_fma_peak(int threads) {
  constexpr std::int64_t rounds = 2'000'000;
  double best = 0;
  for (int repetition = 0; repetition < 5; ++repetition) {
    std::vector<double> seconds(static_cast<std::size_t>(threads));
    std::vector<std::thread> workers;
    for (auto& s : seconds) workers.emplace_back([&s] { s = seconds_of(rounds); });
    for (auto& worker : workers) worker.join();
    double rate = 0;
    for (const double s : seconds) rate += 2.0 * sums * lanes * rounds / s * 1e-9;
    best = rate > best ? rate : best;
  }
  return best;
}

}  // namespace npd::bench
