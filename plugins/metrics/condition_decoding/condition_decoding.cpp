/// \file condition_decoding.cpp
/// Whether a model's estimates tell what a trial was: its condition, or another fact about it, such
/// as the choice that was made.
#include "common/decoding.hpp"
#include "common/linear_algebra.hpp"

#include <npd/error.hpp>
#include <npd/metric.hpp>
#include <npd/names.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using Eigen::Index;
using Labels = std::vector<std::int64_t>;
using npd::metrics::Rows;

/// The trials of a part that belong to a class.
Labels labelled(const Labels& trials, const Labels& labels) {
  Labels some;
  for (const auto trial : trials) {
    if (labels[static_cast<std::size_t>(trial)] >= 0) some.push_back(trial);
  }
  return some;
}

Labels picked(const Labels& labels, const Labels& trials) {
  Labels some;
  for (const auto trial : trials) some.push_back(labels[static_cast<std::size_t>(trial)]);
  return some;
}

/// (trial, class), 1 where a trial is of a class.
Rows indicators(const Labels& labels, std::int64_t classes) {
  Rows rows = Rows::Zero(static_cast<Index>(labels.size()), static_cast<Index>(classes));
  for (std::size_t i = 0; i < labels.size(); ++i) rows(static_cast<Index>(i), labels[i]) = 1;
  return rows;
}

Rows rows_of(const npd::Tensor& features) {
  return Eigen::Map<const Rows>(features.data_ptr<double>(), features.size(0), features.size(1));
}

/// (trial, dim), the mean over the bins that were recorded; over all where none was.
/// \param recorded  (trial, time); undefined: all
npd::Tensor window_mean(const npd::Tensor& window, const npd::Tensor& recorded) {
  if (!recorded.defined()) return window.mean(1);
  const npd::Tensor seen = recorded.to(at::kDouble).unsqueeze(2), count = seen.sum(1);
  return at::where(count > 0, (window * seen).sum(1) / count, window.mean(1)).contiguous();
}

/// The share of trials whose greatest output is that of their class; the first of equals is taken.
double accuracy_of(const Rows& outputs, const Labels& labels) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Index greatest = 0;
    outputs.row(static_cast<Index>(i)).maxCoeff(&greatest);
    right += greatest == labels[i];
  }
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

/// The share of trials that are of the class most frequent in training.
double chance_of(const Labels& train, const Labels& valid) {
  std::map<std::int64_t, std::int64_t> counts;
  for (const auto label : train) ++counts[label];
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return static_cast<double>(std::count(valid.begin(), valid.end(), most->first)) /
         static_cast<double>(valid.size());
}

/// A ridge classifier: each trial's estimates, averaged over a window, are mapped to one number a
/// class by ridge regression on the training trials; the greatest is the decoded class of a
/// validation trial.
class ConditionDecoding final : public npd::Metric {
 public:
  struct Config {
    npd::metrics::DecodingConfig decoding;
    std::string fact;
    double from_s = 0;
    double to_s = 0;

    void visit(npd::Params& p) {
      decoding.visit(p);
      p("fact", fact, "The trial fact to decode, a column of trial_info; empty: the condition");
      p("from_s", from_s, "Where the window begins, after the start of the trial",
        npd::at_least(0.0), "s");
      p("to_s", to_s, "Where the window ends; 0: with the trial", npd::at_least(0.0), "s");
    }
  };

  explicit ConditionDecoding(const Config& config) : config_(config) {
    if (config_.to_s != 0 && config_.to_s <= config_.from_s) {
      throw npd::ConfigError("to_s", fmt::format("the window from {} to {} s is empty; it must end "
                                                 "after from_s, or be 0",
                                                 config_.from_s, config_.to_s));
    }
    const std::string what = config_.fact.empty() ? "condition" : config_.fact;
    if (!npd::is_id(what)) {
      throw npd::ConfigError(
          "fact", fmt::format("\"{}\" cannot be part of a score's name: a fact to decode is "
                              "called in lower-case letters, digits and underscores",
                              what));
    }
    accuracy_ = fmt::format("valid_{}_accuracy_from_{}", what, config_.decoding.source);
    chance_ = fmt::format("valid_{}_chance_from_{}", what, config_.decoding.source);
  }

  std::vector<npd::ScoreInfo> scores() const override {
    const std::string what =
        config_.fact.empty() ? "conditions are" : fmt::format("facts \"{}\" are", config_.fact);
    const auto info = [&](const std::string& name, const std::string& doc) {
      npd::ScoreInfo one;
      one.name = name;
      one.doc = doc;
      one.subject = config_.fact.empty() ? npd::Subject::conditions : npd::Subject::spikes;
      one.lowest = 0;
      one.highest = 1;
      one.perfect = std::nullopt;  // even the truth need not tell them
      return one;
    };
    return {info(accuracy_, fmt::format("Share of valid trials whose {} decoded rightly from "
                                        "estimated {}, trained on train trials",
                                        what, config_.decoding.source)),
            info(chance_, "The same share where always the most frequent one of train is said")};
  }

  std::vector<npd::Score> evaluate(const npd::Evaluation& evaluation) override {
    if (config_.fact.empty() && evaluation.conditions.empty()) return {};
    if (!config_.fact.empty() && !evaluation.spikes.defined()) return {};
    npd::Conditions classes = evaluation.conditions;
    if (!config_.fact.empty()) {
      const auto* column = npd::find_column(evaluation.trial_info, config_.fact);
      if (column == nullptr) return undefined(missing_fact(evaluation.trial_info));
      classes = npd::conditions_of(*column);
    }
    const auto estimates = npd::metrics::decoded_estimates(config_.decoding, evaluation);
    if (!estimates.defined()) return undefined("the model gives no " + config_.decoding.source);
    return decode(estimates, classes, evaluation);
  }

 private:
  std::vector<npd::Score> decode(const npd::Tensor& estimates, const npd::Conditions& classes,
                                 const npd::Evaluation& evaluation) const {
    const auto bin_at = [&](double time_s) { return std::llround(time_s / evaluation.bin_s); };
    const std::int64_t bins = estimates.size(1), first = bin_at(config_.from_s);
    const auto end = config_.to_s == 0 ? bins : std::min<std::int64_t>(bins, bin_at(config_.to_s));
    if (first >= end) return undefined("the window lies behind the end of the trials");
    const auto train = labelled(evaluation.split.train, classes.labels);
    const auto valid = labelled(evaluation.split.valid, classes.labels);
    if (train.empty() || valid.empty())
      return undefined("no trials of a condition to learn from or to score");
    const auto recorded = npd::metrics::recorded_bins(evaluation);
    const auto features =
        window_mean(estimates.slice(1, first, end),
                    recorded.defined() ? recorded.slice(1, first, end) : recorded);
    const auto train_labels = picked(classes.labels, train);
    const auto valid_labels = picked(classes.labels, valid);
    const auto map = npd::metrics::ridge(rows_of(npd::metrics::of_trials(features, train)),
                                         indicators(train_labels, std::ssize(classes.names)),
                                         config_.decoding.penalty);
    const Rows outputs = map(rows_of(npd::metrics::of_trials(features, valid)));
    return {{accuracy_, accuracy_of(outputs, valid_labels), "valid"},
            {chance_, chance_of(train_labels, valid_labels), "valid"}};
  }

  std::vector<npd::Score> undefined(const std::string& reason) const {
    return {npd::undefined_score(accuracy_, "valid", reason),
            npd::undefined_score(chance_, "valid", reason)};
  }

  std::string missing_fact(const std::vector<npd::Column>& facts) const {
    std::string names;
    for (const auto& column : facts) names += (names.empty() ? "" : ", ") + column.name;
    return fmt::format("there is no trial fact \"{}\"; there are: {}", config_.fact,
                       names.empty() ? "none" : names);
  }

  Config config_;
  std::string accuracy_, chance_;
};

}  // namespace

NPD_METRIC(ConditionDecoding, "condition_decoding", "0.1.0",
           "Condition, choice or another fact about trials, decoded from rates or factors")
