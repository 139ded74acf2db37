#pragma once

#include <npd/dataset.hpp>
#include <npd/figure.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/tensor.hpp>

#include <limits>
#include <string>
#include <vector>

/// \file metric.hpp
/// The contract of a metric: from truth and estimates to named scores.
namespace npd {

/// What a model says, averaged over posterior samples; float64; undefined where the model has none
/// (inputs without a controller).
struct Estimates {
  /// (trial, time, neuron), expected spike count per bin, or the mean of a Gaussian output.
  Tensor rates;
  Tensor latents;  ///< (trial, time, factor)
  Tensor inputs;   ///< (trial, time, input), what the generator was given
};

/// All that a metric may look at; every array covers all trials of the data set in its order.
struct Evaluation {
  Truth truth;  ///< float64; undefined arrays are unknown
  Estimates estimates;
  /// (trial, time, neuron) float64, what the model had to reconstruct; NaN where nothing was
  /// recorded.
  Tensor spikes;
  Split split;
  std::int64_t encoded_neurons = 0;  ///< the neurons behind them were held out
  std::int64_t encoded_bins = 0;     ///< the bins after them were predicted
  bool poisson = true;  ///< false: the model's output is Gaussian, spikes are any numbers
};

/// What one score compares; the host skips a score, by name, where a side of it is absent.
enum class Subject { rates, latents, inputs, spikes };

enum class Direction { higher_is_better, lower_is_better };

/// What a number means.
struct ScoreInfo {
  std::string name;  ///< "fwd_latent_r2"
  std::string doc;   ///< one line
  Subject subject = Subject::rates;
  Direction direction = Direction::higher_is_better;
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  double perfect = 1;
};

/// One number. NaN means that it is not defined for this data.
struct Score {
  std::string name;  ///< that of its ScoreInfo
  double value = 0;
  std::string split;  ///< which trials it was computed on: "all", "valid"
};

/// Computes scores. Subclasses have a constructor `(const Config&)`. One thread at a time.
class Metric {
 public:
  virtual ~Metric() = default;

  /// Every score that `evaluate` can give with these parameters.
  virtual std::vector<ScoreInfo> scores() const = 0;

  /// Computes those scores whose subject is present on both sides; the others are left out.
  virtual std::vector<Score> evaluate(const Evaluation& evaluation) = 0;

  /// Figures that explain the scores, as far as truth and estimates are there; by default none.
  virtual std::vector<Figure> figures(const Evaluation& /*evaluation*/) { return {}; }
};

}  // namespace npd
