#include "model/draws.hpp"

#include <npd/ops.hpp>

#include <cassert>
#include <cmath>
#include <numbers>
#include <utility>

namespace npd::model {
namespace {

// One row of units gets `blocks` Philox blocks; word j of block b serves unit j * blocks + b, an
// order in which the compiler can run many blocks at once.
__attribute__((target_clones("default", "avx2", "avx512f"))) void philox_row(
    std::uint32_t* out, std::uint32_t blocks, std::uint32_t bin, std::uint32_t trial,
    std::uint32_t step, std::uint32_t key0, std::uint32_t key1) {
  for (std::uint32_t block = 0; block < blocks; ++block) {
    std::uint32_t c0 = block, c1 = bin, c2 = trial, c3 = step, k0 = key0, k1 = key1;
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xD2511F53} * c0;
      const std::uint64_t b = std::uint64_t{0xCD9E8D57} * c2;
      c0 = static_cast<std::uint32_t>(b >> 32) ^ c1 ^ k0;
      c1 = static_cast<std::uint32_t>(b);
      c2 = static_cast<std::uint32_t>(a >> 32) ^ c3 ^ k1;
      c3 = static_cast<std::uint32_t>(a);
      k0 += 0x9E3779B9U;
      k1 += 0xBB67AE85U;
    }
    out[block] = c0;
    out[blocks + block] = c1;
    out[2 * blocks + block] = c2;
    out[3 * blocks + block] = c3;
  }
}

void normal_row(const std::uint32_t* words, float* out, std::int64_t units) {
  for (std::int64_t unit = 0; unit < units; unit += 2) {
    const double u = (words[unit] + 1.0) * 0x1p-32;  // in (0, 1]
    const double angle = words[unit + 1] * (2 * std::numbers::pi * 0x1p-32);
    const double radius = std::sqrt(-2 * std::log(u));
    out[unit] = static_cast<float>(radius * std::cos(angle));
    if (unit + 1 < units) out[unit + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

}  // namespace

Tensor Draws::dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) {
  return keep_mask(stream, shape, 1 - rate).mul_(1 / (1 - rate));
}

PhiloxDraws::PhiloxDraws(std::uint64_t seed, Place place, std::vector<std::int64_t> trials)
    : seed_(seed), place_(std::move(place)), trials_(std::move(trials)) {}

template <class Row>
Tensor PhiloxDraws::fill(std::string_view stream, at::IntArrayRef shape, Row row) const {
  assert(shape.size() == 2 || shape.size() == 3);
  assert(shape[0] == static_cast<std::int64_t>(trials_.size()));
  const auto bins = shape.size() == 3 ? shape[1] : 1;
  const auto units = shape.back();
  const auto blocks = static_cast<std::uint32_t>((units + 3) / 4);
  const auto key = stream_key(seed_, place_.phase + "/" + std::string(stream), place_.sample);

  Tensor values = at::empty(shape, at::kFloat);
  std::vector<std::uint32_t> words(std::size_t{4} * blocks);
  auto* out = values.data_ptr<float>();
  for (const auto trial : trials_) {
    for (std::int64_t bin = 0; bin < bins; ++bin, out += units) {
      philox_row(words.data(), blocks, static_cast<std::uint32_t>(bin),
                 static_cast<std::uint32_t>(trial), place_.step, key[0], key[1]);
      row(words.data(), out, units);
    }
  }
  return values;
}

Tensor PhiloxDraws::normal(std::string_view stream, at::IntArrayRef shape) {
  return fill(stream, shape, normal_row);
}

Tensor PhiloxDraws::keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) {
  const auto threshold = static_cast<std::uint64_t>(std::llround(keep * 0x1p32));
  return fill(stream, shape,
              [threshold](const std::uint32_t* words, float* out, std::int64_t units) {
                for (std::int64_t i = 0; i < units; ++i) out[i] = words[i] < threshold ? 1.F : 0.F;
              });
}

}  // namespace npd::model
