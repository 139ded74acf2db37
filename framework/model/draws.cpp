#include "model/draws.hpp"

#include "model/normal_pairs.hpp"
#include "model/philox_bin.hpp"

#include <npd/ops.hpp>

#include <cassert>
#include <cmath>
#include <utility>

namespace npd::model {

PhiloxDraws::PhiloxDraws(std::uint64_t seed, Place place, const std::vector<std::int64_t>& trials)
    : seed_(seed), place_(std::move(place)), trials_(trials.begin(), trials.end()) {}

template <class Bin>
Tensor PhiloxDraws::fill(std::string_view stream, at::IntArrayRef shape, Bin fill_one) const {
  assert(shape.size() == 2 || shape.size() == 3);
  assert(shape[0] == static_cast<std::int64_t>(trials_.size()));
  const auto bins = shape.size() == 3 ? shape[1] : 1;
  const auto key = stream_key(seed_, place_.phase + "/" + std::string(stream), place_.sample);
  Tensor values = at::empty({bins, shape.back(), shape[0]}, at::kFloat);
  auto* out = values.data_ptr<float>();
  for (std::int64_t bin = 0; bin < bins; ++bin, out += shape.back() * shape[0]) {
    fill_one(PhiloxBin{static_cast<std::uint32_t>(bin), place_.step, key[0], key[1]},
             static_cast<std::size_t>(shape.back()), out);
  }
  values = values.permute({2, 0, 1});
  return shape.size() == 3 ? values : values.select(1, 0);
}

Tensor PhiloxDraws::normal(std::string_view stream, at::IntArrayRef shape) {
  const auto batch = trials_.size();
  std::vector<std::uint32_t> words(static_cast<std::size_t>(shape.back() + 1) * batch);
  std::vector<float> beyond(batch);  // the second number of a last unit without a partner
  return fill(stream, shape, [&](const PhiloxBin& at, std::size_t units, float* out) {
    fill_words(at, trials_, units + units % 2, words.data());  // pairs need the same blocks
    for (std::size_t unit = 0; unit < units; unit += 2) {
      const auto* first = words.data() + unit * batch;
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
  const auto highest = static_cast<std::uint32_t>(threshold - 1);
  return fill(stream, shape, [&](const PhiloxBin& at, std::size_t units, float* out) {
    fill_mask(at, trials_, units, out, highest, static_cast<float>(value));
  });
}

Tensor PhiloxDraws::keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) {
  return mask(stream, shape, keep, 1);
}

Tensor PhiloxDraws::dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) {
  return mask(stream, shape, 1 - rate, 1 / (1 - rate));
}

SampleDraws::SampleDraws(std::uint64_t seed, PhiloxDraws::Place first, std::int64_t samples,
                         const std::vector<std::int64_t>& trials) {
  for (std::int64_t i = 0; i < samples; ++i, ++first.sample) {
    samples_.emplace_back(seed, first, trials);
  }
}

template <class Draw>
Tensor SampleDraws::of_each(at::IntArrayRef shape, Draw draw) {
  const auto samples = static_cast<std::int64_t>(samples_.size());
  auto shape_of_one = shape.vec();
  assert(shape_of_one[0] % samples == 0);
  shape_of_one[0] /= samples;
  std::vector<Tensor> all;  // trials last, as they lie in memory
  for (auto& sample : samples_) all.push_back(draw(sample, shape_of_one).movedim(0, -1));
  return at::cat(all, -1).movedim(-1, 0);
}

Tensor SampleDraws::normal(std::string_view stream, at::IntArrayRef shape) {
  return of_each(shape, [&](Draws& one, at::IntArrayRef s) { return one.normal(stream, s); });
}

Tensor SampleDraws::keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) {
  return of_each(shape,
                 [&](Draws& one, at::IntArrayRef s) { return one.keep_mask(stream, s, keep); });
}

Tensor SampleDraws::dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) {
  return of_each(shape,
                 [&](Draws& one, at::IntArrayRef s) { return one.dropout_mask(stream, s, rate); });
}

}  // namespace npd::model
