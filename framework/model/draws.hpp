#pragma once

#include <npd/random.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace npd::model {

/// Where a model gets its random numbers from. Shapes are (trial, unit) or (trial, time, unit).
class Draws {
 public:
  virtual ~Draws() = default;

  /// Standard normal numbers.
  virtual Tensor normal(std::string_view stream, at::IntArrayRef shape) = 0;

  /// 1 with probability `keep`, else 0.
  virtual Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) = 0;

  /// A dropout mask: 0 with probability `rate`, else 1 / (1 - rate).
  virtual Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) = 0;
};

/// Every number is a pure function of (seed, phase, stream, step, sample, trial, bin, unit), so
/// that it depends neither on the order of the draws nor on how a batch is cut. float32; trials lie
/// side by side in memory, as the fused engine reads them.
class PhiloxDraws final : public Draws {
 public:
  struct Place {
    std::string phase;         ///< "train", "valid", "sample"
    std::uint32_t step = 0;    ///< optimisation step or epoch
    std::uint32_t sample = 0;  ///< repetition, for posterior samples
  };

  /// \param trials  the index of each trial of the batch in its data set
  PhiloxDraws(std::uint64_t seed, Place place, const std::vector<std::int64_t>& trials);

  Tensor normal(std::string_view stream, at::IntArrayRef shape) override;
  Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) override;
  Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) override;

 private:
  template <class Bin>
  Tensor fill(std::string_view stream, at::IntArrayRef shape, Bin fill_bin) const;
  Tensor mask(std::string_view stream, at::IntArrayRef shape, double keep, double value) const;

  std::uint64_t seed_;
  Place place_;
  std::vector<std::uint32_t> trials_;
};

/// Of several samples of the same trials, (sample * trial, ...): the numbers that PhiloxDraws gives
/// for the first sample, then those of the next, ...
class SampleDraws final : public Draws {
 public:
  /// \param first  what PhiloxDraws is given for the first sample
  SampleDraws(std::uint64_t seed, PhiloxDraws::Place first, std::int64_t samples,
              const std::vector<std::int64_t>& trials);

  Tensor normal(std::string_view stream, at::IntArrayRef shape) override;
  Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) override;
  Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) override;

 private:
  template <class Draw>
  Tensor of_each(at::IntArrayRef shape, Draw draw);

  std::vector<PhiloxDraws> samples_;
};

}  // namespace npd::model
