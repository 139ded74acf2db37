#include "model/draws.hpp"

#include "model/normal_pairs.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <cassert>
#include <cmath>
#include <utility>

namespace npd::model {
namespace {

// The words of one Philox block for many trials at once, which is what makes it fast: word j of
// trial i lies at out[j * stride + i].
NPD_MULTIVERSION void philox_trials(std::uint32_t* __restrict out, std::size_t stride,
                                    const std::uint32_t* __restrict trials, std::size_t count,
                                    std::uint32_t block, std::uint32_t bin, std::uint32_t step,
                                    std::uint32_t key0, std::uint32_t key1) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t c0 = block, c1 = bin, c2 = trials[i], c3 = step, k0 = key0, k1 = key1;
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
    out[i] = c0;
    out[stride + i] = c1;
    out[2 * stride + i] = c2;
    out[3 * stride + i] = c3;
  }
}

// `value` where a word is at most `highest`, else 0.
NPD_MULTIVERSION void value_up_to(const std::uint32_t* __restrict words, float* __restrict out,
                                  std::size_t count, std::uint32_t highest, float value) {
  for (std::size_t i = 0; i < count; ++i) out[i] = words[i] <= highest ? value : 0.0F;
}

}  // namespace

PhiloxDraws::PhiloxDraws(std::uint64_t seed, Place place, const std::vector<std::int64_t>& trials)
    : seed_(seed), place_(std::move(place)), trials_(trials.begin(), trials.end()) {}

template <class Bin>
Tensor PhiloxDraws::fill(std::string_view stream, at::IntArrayRef shape, Bin fill_bin) const {
  assert(shape.size() == 2 || shape.size() == 3);
  assert(shape[0] == static_cast<std::int64_t>(trials_.size()));
  const auto batch = trials_.size();
  const auto bins = shape.size() == 3 ? shape[1] : 1;
  const auto units = static_cast<std::size_t>(shape.back());
  // Word j of block b serves unit j * blocks + b.
  const auto blocks = (units + 3) / 4;
  const auto key = stream_key(seed_, place_.phase + "/" + std::string(stream), place_.sample);

  Tensor values = at::empty({bins, shape.back(), shape[0]}, at::kFloat);
  std::vector<std::uint32_t> words(4 * blocks * batch);
  auto* out = values.data_ptr<float>();
  for (std::int64_t bin = 0; bin < bins; ++bin, out += units * batch) {
    for (std::size_t block = 0; block < blocks; ++block) {
      philox_trials(words.data() + block * batch, blocks * batch, trials_.data(), batch,
                    static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(bin), place_.step,
                    key[0], key[1]);
    }
    fill_bin(words.data(), out, units, batch);
  }
  values = values.permute({2, 0, 1});
  return shape.size() == 3 ? values : values.select(1, 0);
}

Tensor PhiloxDraws::normal(std::string_view stream, at::IntArrayRef shape) {
  std::vector<float> beyond(trials_.size());  // the second number of a last unit without a partner
  return fill(stream, shape,
              [&](const std::uint32_t* words, float* out, std::size_t units, std::size_t batch) {
                for (std::size_t unit = 0; unit < units; unit += 2) {
                  const auto* first = words + unit * batch;
                  float* numbers = out + unit * batch;
                  normal_pairs(first, first + batch, batch, numbers,
                               unit + 1 < units ? numbers + batch : beyond.data());
                }
              });
}

Tensor PhiloxDraws::mask(std::string_view stream, at::IntArrayRef shape, double keep,
                         double value) const {
  const auto threshold = static_cast<std::uint64_t>(std::llround(keep * 0x1p32));
  if (threshold == 0) return at::zeros(shape, at::kFloat);
  return fill(stream, shape,
              [highest = static_cast<std::uint32_t>(threshold - 1), v = static_cast<float>(value)](
                  const std::uint32_t* words, float* out, std::size_t units, std::size_t batch) {
                value_up_to(words, out, units * batch, highest, v);
              });
}

Tensor PhiloxDraws::keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) {
  return mask(stream, shape, keep, 1);
}

Tensor PhiloxDraws::dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) {
  return mask(stream, shape, 1 - rate, 1 / (1 - rate));
}

}  // namespace npd::model
