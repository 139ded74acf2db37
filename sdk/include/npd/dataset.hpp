#pragma once

#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/random.hpp>
#include <npd/system.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file dataset.hpp
/// The contract of a data set: trials of spike counts, and the truth behind them where it is known.
namespace npd {

/// What really happened, where that is known; an undefined tensor means unknown. float32 or
/// float64.
struct Truth {
  Tensor rates;    ///< (trial, time, neuron), expected spike count per bin
  Tensor latents;  ///< (trial, time, latent)
  Tensor inputs;   ///< (trial, time, input), what the recorded area receives from outside
};

/// Which trials are used for what: indices into the trial axis, ascending, disjoint.
struct Split {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> valid;
  std::vector<std::int64_t> test;  ///< may be empty
};

/// One named column of facts about trials, all numbers; NaN is an empty cell.
struct TrialColumn {
  std::string name;
  std::vector<double> values;  ///< one per trial
};

/// A whole data set in memory. All trials have the same length.
struct Trials {
  Tensor spikes;        ///< (trial, time, neuron), counts >= 0, integer or floating type
  double bin_s = 0.01;  ///< width of a bin
  Split split;
  /// (trial, time of what is reconstructed, dim), given to the model; undefined: none.
  Tensor external_input;
  Truth truth;  ///< its arrays have the bins, its rates also the neurons, of what is reconstructed

  /// What the model must reconstruct where that is more than it sees: more neurons (behind those of
  /// `spikes`) or more bins (after them), (trial, time, neuron). Undefined: `spikes` itself.
  Tensor reconstructed_spikes;

  /// NaN in `spikes` and `reconstructed_spikes` means "not recorded": such a bin is hidden from the
  /// encoders, the loss and the metrics. Otherwise NaN is an error.
  bool may_be_missing = false;
  /// `spikes` are real numbers of any sign and not counts, for a model with Gaussian output; the
  /// true rates are their means then.
  bool real_valued = false;

  /// Further arrays with a trial axis in front; they travel to the output file under
  /// "train_<name>" and "valid_<name>".
  std::map<std::string, Tensor> trial_arrays;
  /// Further arrays without a trial axis; they travel to the output file under their name.
  std::map<std::string, Tensor> arrays;
  /// Facts about each trial, written as a table beside simulated data.
  std::vector<TrialColumn> trial_info;
};

/// A source of trials. Subclasses have a constructor `(const Config&)`. One thread at a time.
class Dataset {
 public:
  virtual ~Dataset() = default;

  /// Simulates or reads all trials. Called once.
  /// \param random  a stream of the run's seed, for data sets without a seed of their own
  /// \throws DataError naming file, key, expected and found
  virtual Trials make(RandomStream& random) = 0;

  /// The dynamical systems behind the trials, where they are known; by default none. Called after
  /// `make`, any number of times.
  virtual TrueSystem system() { return {}; }
};

/// A seeded split: the first round(train_fraction * trials) indices of a permutation train, the
/// others validate; both sorted.
/// \throws ConfigError if either part would be empty
Split random_split(std::int64_t trials, double train_fraction, RandomStream& random);

/// Which numbers an array of counts may hold besides counts.
struct CountRules {
  bool may_be_missing = false;  ///< NaN
  bool real_valued = false;     ///< any finite number
};

/// \param name  how the message calls the array
/// \throws DataError naming the first element that is not a whole number of at least 0, nor
/// anything else that the rules allow
void check_counts(const Tensor& counts, std::string_view name, CountRules rules = {});

}  // namespace npd
