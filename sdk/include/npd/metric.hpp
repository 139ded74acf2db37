#pragma once

#include <npd/dataset.hpp>
#include <npd/figure.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/slots.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// \file metric.hpp
/// The contract of a metric: from truth and estimates to named scores. Its errors are those of
/// npd/error.hpp.
namespace npd {

/// What a model says, averaged over posterior samples; float64; undefined where the model has none
/// (inputs without a controller).
struct Estimates {
  /// (trial, time, neuron), expected spike count per bin, or the mean of a Gaussian output.
  Tensor rates;
  Tensor latents;  ///< (trial, time, factor)
  Tensor inputs;   ///< (trial, time, input), what the generator was given

  // The posteriors, which the averages are taken over.
  Tensor initial_mean, initial_std;        ///< (trial, ic), of the initial condition
  Tensor controller_mean, controller_std;  ///< (trial, time, output), of the inferred inputs
};

/// All that a metric may look at; every array covers all trials of the data set in its order, and
/// begins with the first bin of which there are estimates, unless it says otherwise.
struct Evaluation {
  /// float64; undefined arrays are unknown. NaN where nothing was recorded: rates where `spikes`
  /// are, latents and inputs in bins in which they are for every neuron. Scores leave that out.
  Truth truth;
  Estimates estimates;
  /// The target: (trial, time, neuron) float64; NaN where nothing was recorded.
  Tensor spikes;
  Split split;
  std::int64_t seen_neurons = 0;  ///< the neurons behind them were held out
  std::int64_t seen_bins = 0;     ///< the bins after them were predicted
  bool poisson = true;            ///< false: the model's output is Gaussian, spikes are any numbers

  double bin_s = 0.01;     ///< width of a bin
  std::uint64_t seed = 0;  ///< of the run, for metrics that draw
  Conditions conditions;   ///< see Trials
  Behaviour behaviour;     ///< float64
  Tensor external_input;   ///< (trial, time, dim) float64, what the model was told
  std::vector<Column> trial_info, neuron_info;  ///< see Trials
  /// As the data set gave them, with all their bins. Where scores are computed again from an output
  /// file, all further arrays of that file.
  std::map<std::string, Tensor> trial_arrays, arrays;
};

/// What one score is about; the host skips a score, by name, where something of it is absent.
enum class Subject {
  rates,       ///< true and estimated ones
  latents,     ///< true and estimated ones
  inputs,      ///< true and inferred ones
  spikes,      ///< the target, and estimated rates
  conditions,  ///< the trials' conditions, and estimates
  behaviour,   ///< what was measured, and estimates
};

/// Which part of the estimated rates and of the target a score looks at.
enum class Region {
  everything,
  seen,              ///< seen neurons in seen bins
  held_out_neurons,  ///< the neurons behind them, in seen bins
  predicted_bins,    ///< all neurons in the bins after the seen ones
};

enum class Direction { higher_is_better, lower_is_better };

/// What a number means.
struct ScoreInfo {
  std::string name;  ///< "fwd_latent_r2"
  std::string doc;   ///< one line
  Subject subject = Subject::rates;
  Direction direction = Direction::higher_is_better;
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  /// Of estimates that are the truth; nothing: that depends on the data, as a likelihood does.
  std::optional<double> perfect = 1;
  Region region = Region::everything;
  /// People see it first; the others are in scores.csv. Mark few, the most telling one first.
  bool headline = false;
};

/// One number. NaN means that it is not defined for this data.
struct Score {
  std::string name;  ///< that of its ScoreInfo
  double value = 0;
  std::string split = {};   ///< which trials it was computed on: "all", "valid"
  std::string reason = {};  ///< of NaN: why it is not defined, "there are no held-out neurons"
  /// Of a number that says less than it seems to: why, on one line, "140 regressors on 160
  /// samples". It stands beside the number in every table.
  std::string note = {};
};

/// A score that is not defined for this data.
/// \param reason  ends the sentence "not defined: "
Score undefined_score(std::string name, std::string split, std::string reason);

/// Truth and estimate in the bins in which all of the truth is known, that is, not NaN.
struct KnownBins {
  Tensor truth, estimate;  ///< (bin, dim), bins of one trial after the other
};

/// \param truth, estimate  (trial, time, dim), dim may differ
KnownBins known_bins(const Tensor& truth, const Tensor& estimate);

/// Computes scores. Subclasses have a constructor `(const Config&)`. One thread at a time.
class Metric : public Reporting {
 public:
  virtual ~Metric() = default;

  /// Every score that `evaluate` can give with these parameters.
  virtual std::vector<ScoreInfo> scores() const = 0;

  /// Computes those scores whose subject is present on both sides; the others are left out.
  virtual std::vector<Score> evaluate(const Evaluation& evaluation) = 0;

  /// Figures that explain the scores, as far as truth and estimates are there; by default none.
  virtual std::vector<Figure> figures(const Evaluation& /*evaluation*/) { return {}; }
};

/// A metric that the user named inside another component's table.
using MetricSlot = Slot<Metric>;

}  // namespace npd

/// Exports a library with one metric; see npd/plugin.hpp.
#define NPD_METRIC(Class, id, version, summary) NPD_COMPONENT(Class, id, version, summary)
