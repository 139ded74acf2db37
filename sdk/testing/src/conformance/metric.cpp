#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/ops.hpp>
#include <npd/random.hpp>
#include <npd/testing/gradcheck.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace npd::testing {
namespace {

constexpr std::int64_t data_trials = 12, data_bins = 20;
constexpr double score_tolerance = 1e-6;

using Scores = std::map<std::string, double>;

Tensor draws(std::int64_t size, std::uint64_t seed) {
  return random_tensor({data_trials, data_bins, size}, seed).to(at::kDouble);
}

Tensor spikes_of(const Tensor& rates) {
  RandomStream random(1, "spikes");
  Tensor spikes = at::empty_like(rates);
  for (std::int64_t i = 0; i < rates.numel(); ++i)
    spikes.data_ptr<double>()[i] = static_cast<double>(random.poisson(rates.data_ptr<double>()[i]));
  return spikes;
}

/// A recording whose estimates are the truth itself, and spikes that were drawn from its rates.
Evaluation perfect_evaluation() {
  Evaluation e;
  e.truth = {at::exp(0.7 * draws(5, 1)), draws(3, 2), draws(2, 3)};
  e.estimates = {e.truth.rates.clone(), e.truth.latents.clone(), e.truth.inputs.clone()};
  e.spikes = spikes_of(e.truth.rates);
  for (std::int64_t trial = 0; trial < data_trials; ++trial)
    (trial % 3 == 1 ? e.split.valid : e.split.train).push_back(trial);
  e.encoded_neurons = e.spikes.size(2);
  return e;
}

/// The same with estimates that are off by as much as the truth varies.
Evaluation noisy_evaluation() {
  Evaluation e = perfect_evaluation();
  e.estimates.rates = e.estimates.rates * at::exp(0.7 * draws(5, 4));
  e.estimates.latents = e.estimates.latents + draws(3, 5);
  e.estimates.inputs = e.estimates.inputs + draws(2, 6);
  return e;
}

/// The same trials in another order.
Evaluation permuted(const Evaluation& e) {
  const auto order = RandomStream(1, "order").permutation(data_trials);
  const Tensor rows = at::tensor(order);
  const auto move = [&](const Tensor& array) { return array.index_select(0, rows); };
  Evaluation moved = e;
  moved.truth = {move(e.truth.rates), move(e.truth.latents), move(e.truth.inputs)};
  moved.estimates = {move(e.estimates.rates), move(e.estimates.latents), move(e.estimates.inputs)};
  moved.spikes = move(e.spikes);
  moved.split = {};
  for (std::int64_t trial = 0; trial < data_trials; ++trial) {
    const bool valid = order[static_cast<std::size_t>(trial)] % 3 == 1;
    (valid ? moved.split.valid : moved.split.train).push_back(trial);
  }
  return moved;
}

Scores scores_of(Metric& metric, const Evaluation& evaluation, Findings& findings) {
  const auto infos = metric.scores();
  const auto given = metric.evaluate(evaluation);
  contract::check_scores(given, infos);
  Scores scores;
  for (const auto& score : given) {
    if (!scores.emplace(score.name, score.value).second)
      findings.problem(fmt::format("gives the score \"{}\" twice", score.name));
  }
  return scores;
}

bool equal(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || a == b ||
         std::abs(a - b) <= score_tolerance * std::max(1.0, std::abs(b));
}

void check_infos(const std::vector<ScoreInfo>& infos, Findings& findings) {
  contract::check_score_infos(infos);
  if (infos.empty()) findings.problem("announces no score");
  for (const auto& info : infos) {
    if (info.doc.empty() || info.doc.find('\n') != std::string::npos)
      findings.problem(
          fmt::format("the description of the score \"{}\" must be one line", info.name));
    if (!(info.lowest <= info.perfect && info.perfect <= info.highest))
      findings.problem(fmt::format("the score \"{}\": perfect is {}, outside its range {} to {}",
                                   info.name, info.perfect, info.lowest, info.highest));
    const bool higher = info.direction == Direction::higher_is_better;
    if (info.perfect != (higher ? info.highest : info.lowest))
      findings.problem(fmt::format(
          "the score \"{}\": {} is better, but the range {} to {} does not end at what is perfect, "
          "{}; set ScoreInfo::{}",
          info.name, higher ? "higher" : "lower", info.lowest, info.highest, info.perfect,
          higher ? "highest" : "lowest"));
  }
}

/// Every announced score is given where both of its sides are there, and lies in its range.
void check_given(Metric& metric, const Evaluation& evaluation, Findings& findings) {
  const Scores scores = scores_of(metric, evaluation, findings);
  bool any = false;
  for (const auto& info : metric.scores()) {
    const auto found = scores.find(info.name);
    if (found == scores.end()) {
      findings.problem(fmt::format("announces the score \"{}\" and does not give it", info.name));
      continue;
    }
    any = any || !std::isnan(found->second);
    if (found->second < info.lowest || found->second > info.highest)
      findings.problem(fmt::format("the score \"{}\" is {}, outside its range {} to {}", info.name,
                                   found->second, info.lowest, info.highest));
  }
  if (!any) findings.problem("every score is NaN on a recording without gaps");
}

void check_perfect(Metric& metric, Findings& findings) {
  const Scores scores = scores_of(metric, perfect_evaluation(), findings);
  for (const auto& info : metric.scores()) {
    const auto found = scores.find(info.name);
    if (found == scores.end() || std::isnan(found->second) || std::isinf(info.perfect)) continue;
    if (!equal(found->second, info.perfect))
      findings.problem(
          fmt::format("the score \"{}\" is {} where the estimates are the truth; announced is {}",
                      info.name, found->second, info.perfect));
  }
}

void check_direction(Metric& metric, Findings& findings) {
  const Scores right = scores_of(metric, perfect_evaluation(), findings);
  Scores noisy = scores_of(metric, noisy_evaluation(), findings);
  for (const auto& info : metric.scores()) {
    if (!right.contains(info.name) || !noisy.contains(info.name)) continue;
    const double before = right.at(info.name), after = noisy.at(info.name);
    const bool higher = info.direction == Direction::higher_is_better;
    if (higher ? after > before + score_tolerance : after < before - score_tolerance)
      findings.problem(fmt::format(
          "the score \"{}\" ({} is better) is {} where the estimates are the truth and {} where "
          "they are as much noise as truth",
          info.name, higher ? "higher" : "lower", before, after));
  }
}

void compare(const Scores& found, const Scores& expected, const char* change, Findings& findings) {
  for (const auto& [name, value] : expected) {
    const auto other = found.find(name);
    if (other != found.end() && equal(other->second, value)) continue;
    findings.problem(
        fmt::format("the score \"{}\" is {}; {} it is {}", name, value, change,
                    other == found.end() ? "absent" : fmt::format("{}", other->second)));
  }
}

void check_order(Metric& metric, Findings& findings) {
  const Scores expected = scores_of(metric, noisy_evaluation(), findings);
  compare(scores_of(metric, permuted(noisy_evaluation()), findings), expected,
          "with the trials in another order", findings);
}

void check_repeatable(const Tested& tested, Metric& metric, Findings& findings) {
  const Evaluation evaluation = noisy_evaluation(), untouched = noisy_evaluation();
  const Scores first = scores_of(metric, evaluation, findings);
  const auto check = [&](const char* name, const Tensor& now, const Tensor& before) {
    if (!at::equal(now, before))
      findings.problem(fmt::format("writes into {}; other metrics read it, too", name));
  };
  check("truth.rates", evaluation.truth.rates, untouched.truth.rates);
  check("truth.latents", evaluation.truth.latents, untouched.truth.latents);
  check("truth.inputs", evaluation.truth.inputs, untouched.truth.inputs);
  check("estimates.rates", evaluation.estimates.rates, untouched.estimates.rates);
  check("estimates.latents", evaluation.estimates.latents, untouched.estimates.latents);
  check("estimates.inputs", evaluation.estimates.inputs, untouched.estimates.inputs);
  check("spikes", evaluation.spikes, untouched.spikes);
  compare(scores_of(metric, evaluation, findings), first, "called again", findings);
  compare(scores_of(*tested.metric(), evaluation, findings), first, "from another object",
          findings);
}

/// What a data set or a model may not have, and the subject that then has no score.
struct Absence {
  const char* name;
  Subject subject;
  void (*remove)(Evaluation&);
};
constexpr Absence absences[] = {
    {"truth.rates", Subject::rates, [](Evaluation& e) { e.truth.rates.reset(); }},
    {"truth.latents", Subject::latents, [](Evaluation& e) { e.truth.latents.reset(); }},
    {"truth.inputs", Subject::inputs, [](Evaluation& e) { e.truth.inputs.reset(); }},
    {"estimates.inputs", Subject::inputs, [](Evaluation& e) { e.estimates.inputs.reset(); }},
};

void check_absent(Metric& metric, const Absence& absence, Findings& findings) {
  Evaluation evaluation = noisy_evaluation();
  Scores others = scores_of(metric, evaluation, findings);
  absence.remove(evaluation);
  Scores left;
  try {
    left = scores_of(metric, evaluation, findings);
  } catch (...) {
    return findings.problem(fmt::format("threw without {}: {}; leave its scores out instead",
                                        absence.name, exception_text()));
  }
  for (const auto& info : metric.scores()) {
    if (info.subject != absence.subject) continue;
    others.erase(info.name);
    if (left.contains(info.name))
      findings.problem(
          fmt::format("gives the score \"{}\" without {}; leave it out, or announce "
                      "the subject that it is about",
                      info.name, absence.name));
  }
  compare(left, others, fmt::format("without {}", absence.name).c_str(), findings);
}

}  // namespace

void check_metric(const Tested& tested, Checks& checks) {
  const std::shared_ptr<Metric> metric = tested.metric();
  checks.run("announces its scores",
             [&](Findings& findings) { check_infos(metric->scores(), findings); });
  checks.run("gives what it announces",
             [&](Findings& findings) { check_given(*metric, noisy_evaluation(), findings); });
  checks.run("perfect where the estimates are the truth",
             [&](Findings& findings) { check_perfect(*metric, findings); });
  checks.run("noise makes no score better",
             [&](Findings& findings) { check_direction(*metric, findings); });
  checks.run("the order of trials does not matter",
             [&](Findings& findings) { check_order(*metric, findings); });
  checks.run("equal arguments, equal scores",
             [&](Findings& findings) { check_repeatable(tested, *metric, findings); });
  checks.run("absent truth is left out", [&](Findings& findings) {
    for (const auto& absence : absences) check_absent(*metric, absence, findings);
  });
}

}  // namespace npd::testing
