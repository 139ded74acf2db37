#pragma once

#include <npd/facts.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/random.hpp>
#include <npd/reporter.hpp>
#include <npd/slots.hpp>
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
/// Its errors are those of npd/error.hpp; a DataError is of a file.
///
/// Words that are used everywhere: *spikes* are the numbers that were recorded, counts unless
/// `real_valued`. Of them a model has *seen* what its encoders are given; the *target* is what its
/// outputs have to explain. Where the target is more than was seen, its further neurons are *held
/// out*, its further bins *predicted*. *Observed* is what was recorded, the rest is missing.
namespace npd {

/// What really happened, where that is known; an undefined tensor means unknown. float32 or
/// float64. NaN is allowed where nothing was recorded: rates where the neuron's target is missing,
/// latents and inputs in bins in which every neuron's is.
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

/// A whole data set in memory. All trials have the same length.
struct Trials {
  Tensor spikes;        ///< seen: (trial, time, neuron), counts >= 0, integer or floating type
  double bin_s = 0.01;  ///< width of a bin
  Split split;
  /// Of each trial in the recording that it was taken from, ascending, at least 0, with gaps where
  /// trials were left out; empty: 0, 1, 2, ... They travel to the output file.
  std::vector<std::int64_t> numbers;
  /// (trial, time of the target, dim), given to the model; undefined: none.
  Tensor external_input;
  Truth truth;  ///< its arrays have the bins, its rates also the neurons, of the target

  /// What the model must explain where that is more than it sees: more neurons (behind those of
  /// `spikes`) or more bins (after them), (trial, time, neuron). Undefined: `spikes` itself.
  Tensor target_spikes;

  /// NaN in `spikes` and `target_spikes` means "not recorded": such a bin is hidden from the
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
  /// Facts about each trial, also written as a table beside simulated data.
  std::vector<Column> trial_info;
  /// Facts about each neuron of the target. Columns that have a meaning to others: "area" (texts)
  /// and "id" (numbers or texts), by which a trained model knows its neurons again.
  std::vector<Column> neuron_info;
  Conditions conditions;  ///< which trials are repetitions of the same; empty: unknown
  Behaviour behaviour;    ///< its values undefined: none
};

/// What the outputs have to explain: `target_spikes`, or `spikes` where there are none.
const Tensor& target_of(const Trials& trials);

/// A source of trials. Subclasses have a constructor `(const Config&)`. One thread at a time.
class Dataset : public Reporting {
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

/// A data set that the user named inside another component's table.
using DatasetSlot = Slot<Dataset>;

/// A seeded split: the first round(train_fraction * trials) indices of a permutation train, the
/// others validate; both sorted.
/// \throws ConfigError if either part would be empty
Split random_split(std::int64_t trials, double train_fraction, RandomStream& random);

/// Which numbers an array of counts may hold besides counts.
struct CountRules {
  bool may_be_missing = false;  ///< NaN
  bool real_valued = false;     ///< any finite number
  /// What the user sets to allow NaN, and to allow any number: "allow_missing = true". Messages
  /// name what would help; empty: there is no such thing.
  std::string_view missing_option = {}, real_option = {};
};

/// \param name  how the message calls the array
/// \throws DataError naming the first element that is not a whole number of at least 0, nor
/// anything else that the rules allow; and the option that would allow it
void check_counts(const Tensor& counts, std::string_view name, CountRules rules = {});

}  // namespace npd

/// Exports a library with one data set; see npd/plugin.hpp.
#define NPD_DATASET(Class, id, version, summary) NPD_COMPONENT(Class, id, version, summary)
