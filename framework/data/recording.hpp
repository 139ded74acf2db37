#pragma once

#include "data/batch.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace npd::data {

/// One session as models read it, whatever it came from: what training, sampling and inference look
/// at. Spikes are float32, whole in memory, trials in the data set's order; missing ones are 0 to
/// the encoders and not observed to the loss.
class Recording {
 public:
  /// \param ic_bins  how many bins at the start of each trial only the initial condition's encoder
  ///                 sees; all but what the encoders see starts after them
  /// \throws ConfigError for the key "ic_enc_seq_len" if no seen bin is left
  explicit Recording(const Trials& trials, std::int64_t ic_bins = 0);

  /// The trials of these indices.
  Batch batch(const std::vector<std::int64_t>& trials) const;

  /// The true rates of these trials, (trial, time, neuron), 0 where nothing was recorded; undefined
  /// where unknown.
  Tensor true_rates(const std::vector<std::int64_t>& trials) const;

  /// How many spikes of the target of these trials were observed.
  double observations(const std::vector<std::int64_t>& trials) const;

  /// Mean of each neuron's target over the training trials, (neuron) float64; of counts that never
  /// occur half a count over all observations, so that its logarithm is finite.
  Tensor training_means() const;

  const Split& split() const { return split_; }
  std::int64_t trials() const { return seen_.size(0); }
  Sizes sizes() const;

  /// Bins that only the initial condition's encoder sees.
  std::int64_t ic_bins() const { return ic_bins_; }
  /// Bins of the target, and how many of them the encoders see.
  std::int64_t bins() const { return target_.size(1); }
  std::int64_t seen_bins() const { return seen_bins_; }
  std::int64_t predicted_bins() const { return bins() - seen_bins_; }
  std::int64_t held_out_neurons() const { return sizes().neurons - sizes().seen_neurons; }

  double bin_s() const { return bin_s_; }
  bool has_missing() const { return observed_.defined(); }
  bool real_valued() const { return real_valued_; }

  /// Of each neuron of the target; empty where the data set does not tell. Ids that are numbers are
  /// written as such.
  const std::vector<std::string>& areas() const { return areas_; }
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  Split split_;
  std::int64_t ic_bins_, seen_bins_;
  double bin_s_;
  bool real_valued_;
  std::vector<std::string> areas_, ids_;
  Tensor seen_, target_, observed_, external_, true_rates_;
};

/// Cuts indices into batches of `size`; the last one may be smaller.
std::vector<std::vector<std::int64_t>> cut(const std::vector<std::int64_t>& indices,
                                           std::int64_t size);

}  // namespace npd::data
