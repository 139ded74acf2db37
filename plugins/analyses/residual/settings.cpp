#include "residual/settings.hpp"

#include <npd/error.hpp>

#include <set>

namespace npd::residual {
namespace {

void check_some(bool some, const char* key) {
  if (!some) throw ConfigError(key, "must name at least one");
}

void check_window(const std::vector<double>& window, const char* key) {
  if (window.empty() || (window.size() == 2 && window[0] < window[1])) return;
  throw ConfigError(key, "must be two times, the first one less, or empty");
}

}  // namespace

void TrialSettings::visit(Params& p) {
  p("sources", sources, "What dynamics are fitted to, each by itself",
    choices({{"spikes", "what was recorded"},
             {"states", "the true latents"},
             {"factors", "the model's posterior means, whose residuals are too small"},
             {"samples",
              "the model's outputs from draws of each trial's initial condition and inputs"}}));
  p("sample_spikes", sample_spikes, "Draw spikes from the outputs of samples");
  p("fine", fine,
    "Trials that agree in all of these share the mean that is taken off: \"conditions\" are those "
    "of the data set, any other is a fact about trials");
  p("coarse", coarse,
    "Trials that agree in all of these are fitted together; none: all trials are");
  p("min_trials", min_trials, "Groups of fewer trials that share a mean are left out", at_least(2));
  p("width_s", width_s, "Width of the bins that are analysed, sums of as many bins of the data",
    above(0.0), "s");
  p("first_bin", first_bin, "First bin of the data that is looked at", at_least(0), "bins");
  p("bins", bins, "How many bins of the data are looked at; 0: to the end", at_least(0), "bins");
  p("segments", segments,
    "Bins of the data with which a new segment begins; nothing goes from one to the next",
    at_least(1), "bins");
  p("transform", transform, "What is done to sums of counts",
    choices({{"square_root", "which makes their noise the same at all rates"},
             {"none", "they are taken as they are"}}));
}

void ChoiceSettings::visit(Params& p) {
  p("order", order, "Bins of past and of future in a Hankel matrix", within(1, 50), "bins");
  p("rank", rank, "Rank of Hankel matrices; not set: chosen from `ranks`", at_least(1));
  p("lag", lag, "Bins that predict a bin in the first stage; not set: chosen from `lags`",
    at_least(1), "bins");
  p("dimension", dimension, "Dimensions of the dynamics; not set: chosen from `dimensions`",
    at_least(1));
  p("smoothness", smoothness,
    "Penalty on changes of the map from bin to bin, in squares of the residuals; not set: chosen "
    "from `smoothnesses`",
    within(0.0, 1e8));
  p("ranks", ranks, "Ranks to choose from", at_least(1));
  p("lags", lags, "Lags to choose from", at_least(1), "bins");
  p("dimensions", dimensions, "Numbers of dimensions to choose from", at_least(1));
  p("smoothnesses", smoothnesses, "Penalties to choose from; the largest is taken that is no worse",
    within(0.0, 1e8));
  p("criterion", criterion, "Which rank is no worse than the best",
    choices({{"min", "none but the best"},
             {"sem", "within a standard error of it"},
             {"std", "within a standard deviation of it"}}));
  p("splits", splits, "Random halves of the trials that choose the rank", at_least(2));
  p("folds", folds, "Parts of the trials that choose lag, dimension and smoothness", at_least(2));
  p("repeats", repeats, "Repeats that choose the smoothness", at_least(2));
  p("per_segment", per_segment, "Choose rank and smoothness for each segment by itself");
  p("common", common,
    "The same lag and dimension for all groups of trials, those with the fewest parameters");
}

void ResultSettings::visit(Params& p) {
  p("bootstraps", bootstraps, "Resamples of the trials for intervals of 95 %; 0: no intervals",
    at_least(0));
  p("early_s", early_s, "From when to when scores are early; empty: the first quarter", "s");
  p("late_s", late_s, "From when to when scores are late; empty: the last quarter", "s");
  p("jacobian_trials", jacobian_trials,
    "Trials of each group that Jacobians of truth and model are averaged over; 0: none",
    at_least(0));
}

void Settings::check() const {
  check_some(!trials.sources.empty(), "sources");
  check_some(choice.rank || !choice.ranks.empty(), "ranks");
  check_some(choice.lag || !choice.lags.empty(), "lags");
  check_some(choice.dimension || !choice.dimensions.empty(), "dimensions");
  check_some(choice.smoothness || !choice.smoothnesses.empty(), "smoothnesses");
  if (std::set(trials.sources.begin(), trials.sources.end()).size() != trials.sources.size()) {
    throw ConfigError("sources", "names one twice");
  }
  check_window(result.early_s, "early_s");
  check_window(result.late_s, "late_s");
}

}  // namespace npd::residual
