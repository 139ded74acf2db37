#include "findings.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace npd::dynamics {
namespace {

using MaybeResponse = std::optional<Response>;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The two truths, in the order of all tables.
struct Loop {
  const char* name;
  MaybeResponse Perturbed::*truth;
  std::string Findings::*why_not;
};
constexpr Loop loops[] = {{"closed", &Perturbed::closed, &Findings::why_no_closed},
                          {"open", &Perturbed::open, &Findings::why_no_open}};

double median(std::vector<double> values) {
  if (values.empty()) return unknown;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double decay_ms(const Tensor& latents, double bin_s) {
  return 1000 * bin_s * median(decay_bins(latents));
}

/// Rows of perturbation after perturbation, each with all trials.
struct Pooled {
  ResponseSums latents, rates;
  std::vector<double> true_decays, model_decays;
};

std::optional<Pooled> pool(const Findings& findings, MaybeResponse Perturbed::*loop) {
  Pooled pooled;
  bool any = false;
  for (const auto& one : findings.perturbed) {
    const auto& truth = one.*loop;
    if (!truth || one.size == 0) continue;
    any = true;
    pooled.latents.append(response_sums(one.model.latents, truth->latents));
    pooled.rates.append(response_sums(one.model.rates, truth->rates));
    for (const auto& [decays, response] : {std::pair{&pooled.true_decays, &truth->latents},
                                           std::pair{&pooled.model_decays, &one.model.latents}}) {
      const auto more = decay_bins(*response);
      decays->insert(decays->end(), more.begin(), more.end());
    }
  }
  return any ? std::optional(std::move(pooled)) : std::nullopt;
}

ScoreInfo info(std::string name, std::string doc, bool headline = false) {
  ScoreInfo info;
  info.name = std::move(name);
  info.doc = std::move(doc);
  info.headline = headline;
  return info;
}

Score score(std::string name, double value, const char* reason) {
  if (std::isnan(value)) return undefined_score(std::move(name), "all", reason);
  return {std::move(name), value, "all"};
}

std::vector<std::string> names_of(const Loop& loop) {
  std::vector<std::string> names;
  for (const char* figure : {"response_rate_r2", "response_latent_r2", "response_gain",
                             "response_correlation", "response_decay_ratio"}) {
    names.push_back(fmt::format("{}_{}", figure, loop.name));
  }
  return names;
}

void add_scores(std::vector<Score>& scores, const Loop& loop, const Findings& findings) {
  const auto names = names_of(loop);
  const auto pooled = pool(findings, loop.truth);
  if (!pooled) {
    for (const auto& name : names) {
      scores.push_back(undefined_score(name, "all", findings.*loop.why_not));
    }
    return;
  }
  const auto rates = response_agreement(pooled->rates);
  const auto latents = response_agreement(pooled->latents);
  const char* none = "the truth does not respond";
  scores.push_back(score(names[0], rates.r2, none));
  scores.push_back(score(names[1], latents.r2, none));
  scores.push_back(score(names[2], latents.gain, none));
  scores.push_back(score(names[3], latents.correlation, "one of the two does not respond"));
  scores.push_back(score(names[4], median(pooled->model_decays) / median(pooled->true_decays),
                         "the true response is over in a bin"));
}

double value_of(const std::vector<Score>& scores, const std::string& name) {
  const auto found = std::find_if(scores.begin(), scores.end(),
                                  [&](const Score& score) { return score.name == name; });
  return found == scores.end() ? unknown : found->value;
}

/// The columns of the table of responses while it is filled.
struct Rows {
  std::vector<std::string> direction, loop, condition;
  std::vector<double> size, rate_r2, latent_r2, low, high, gain, correlation, true_decay,
      model_decay, true_decided, model_decided;

  ResultTable table() const;
};

ResultTable Rows::table() const {
  const auto number = [](const char* name, const std::vector<double>& values, const char* unit,
                         const char* doc) { return number_column(name, values, unit, doc); };
  return {
      "responses",
      "How the model's response to a perturbation agrees with the truth's",
      {text_column("direction", direction, "of the displacement of true latents"),
       number("size", size, "", "of it, in spreads of true latents"),
       text_column("loop", loop, "closed: the other area answers; open: it does what it did"),
       text_column("condition", condition, "of the trials"),
       number("latent_r2", latent_r2, "", "1 - sum (model - truth)^2 / sum truth^2"),
       number("latent_r2_low", low, "", "2.5 % of resamples of trials"),
       number("latent_r2_high", high, "", "97.5 % of them"),
       number("rate_r2", rate_r2, "", "the same of the rates"),
       number("gain", gain, "", "<model, truth> / <truth, truth>, of latents"),
       number("correlation", correlation, "", "of latents, no mean taken away"),
       number("true_decay", true_decay, "ms", "median time to 1/e"),
       number("model_decay", model_decay, "ms", "median time to 1/e"),
       number("true_decided", true_decided, "", "trials that end with another latent the largest"),
       number("model_decided", model_decided, "", "the same of the model")}};
}

Tensor trials_of(const Tensor& rows, const std::vector<std::int64_t>& trials) {
  return rows.index_select(0, at::tensor(at::ArrayRef<std::int64_t>(trials)));
}

void add_row(Rows& rows, const Findings& findings, const Perturbed& one, const Loop& loop,
             const std::string& condition, const std::vector<std::int64_t>* some) {
  const auto of = [some](const Tensor& all) { return some ? trials_of(all, *some) : all; };
  const auto& truth = *(one.*loop.truth);
  const Tensor model_latents = of(one.model.latents), true_latents = of(truth.latents);
  const auto sums = response_sums(model_latents, true_latents);
  const auto latents = response_agreement(sums);
  const auto interval =
      r2_interval(sums, sums.truth.size(), findings.resamples,
                  RandomStream(findings.seed, "analysis/perturbations/resamples"));
  rows.direction.push_back(one.direction);
  rows.size.push_back(one.size);
  rows.loop.emplace_back(loop.name);
  rows.condition.push_back(condition);
  rows.latent_r2.push_back(latents.r2);
  rows.low.push_back(interval.low);
  rows.high.push_back(interval.high);
  rows.rate_r2.push_back(
      response_agreement(response_sums(of(one.model.rates), of(truth.rates))).r2);
  rows.gain.push_back(latents.gain);
  rows.correlation.push_back(latents.correlation);
  rows.true_decay.push_back(decay_ms(true_latents, findings.bin_s));
  rows.model_decay.push_back(decay_ms(model_latents, findings.bin_s));
  rows.true_decided.push_back(some ? unknown : truth.decided_otherwise);
  rows.model_decided.push_back(some ? unknown : one.model.decided_otherwise);
}

std::vector<std::vector<std::int64_t>> trials_by_condition(const Conditions& conditions) {
  std::vector<std::vector<std::int64_t>> trials(conditions.names.size());
  for (std::size_t trial = 0; trial < conditions.labels.size(); ++trial) {
    const auto label = conditions.labels[trial];
    if (label >= 0) trials[static_cast<std::size_t>(label)].push_back(static_cast<long>(trial));
  }
  return trials;
}

ResultTable responses_table(const Findings& findings) {
  Rows rows;
  const auto by_condition = trials_by_condition(findings.conditions);
  for (const auto& one : findings.perturbed) {
    for (const auto& loop : loops) {
      if (!(one.*loop.truth)) continue;
      add_row(rows, findings, one, loop, "all", nullptr);
      for (std::size_t i = 0; i < by_condition.size(); ++i) {
        if (by_condition[i].empty()) continue;
        add_row(rows, findings, one, loop, findings.conditions.names[i], &by_condition[i]);
      }
    }
  }
  return rows.table();
}

ResultTable unseen_table(const Findings& findings) {
  std::vector<double> sizes, shares;
  for (const auto& one : findings.unseen) {
    sizes.push_back(one.size);
    shares.push_back(one.share);
  }
  return {
      "unseen",
      "The model's response to a push that true latents do not see",
      {number_column("size", sizes, "", "as long as pushes of that many spreads"),
       number_column("share", shares, "", "of the rates' response to pushes that are seen, rms")}};
}

/// |response| averaged over trials, as a curve over time.
Line length_over_time(const char* name, const Tensor& latents, double bin_s) {
  const Tensor length = (latents * latents).sum(2).sqrt().mean(0).contiguous();
  Line line{.name = name};
  for (std::int64_t t = 0; t < length.size(0); ++t) {
    line.x.push_back(1000 * bin_s * static_cast<double>(t));
    line.y.push_back(length.data_ptr<double>()[t]);
  }
  return line;
}

Figure response_figure(const Findings& findings, const Perturbed& one, std::size_t number) {
  Figure figure{.name = fmt::format("response_{}", number),
                .title = fmt::format("Response to a push along \"{}\" of {} spreads", one.direction,
                                     one.size)};
  figure.x = {.label = "Time after the push", .unit = "ms"};
  figure.y = {.label = "Length of the response in true latents, mean of trials"};
  if (one.closed) {
    figure.series.emplace_back(
        length_over_time("truth, closed loop", one.closed->latents, findings.bin_s));
  }
  if (one.open) {
    figure.series.emplace_back(
        length_over_time("truth, open loop", one.open->latents, findings.bin_s));
  }
  figure.series.emplace_back(length_over_time("model", one.model.latents, findings.bin_s));
  return figure;
}

void add_arrays(const Findings& findings, AnalysisResult& result) {
  const auto add = [&](const char* name, const auto& response_of) {
    std::vector<Tensor> means;
    for (const auto& one : findings.perturbed) {
      if (const Response* response = response_of(one)) means.push_back(response->latents.mean(0));
    }
    if (means.empty()) return;
    result.arrays.push_back(
        {name, at::stack(means), "Mean response in true latents (perturbation, time, latent)"});
  };
  const auto there = [](const MaybeResponse& maybe) { return maybe ? &*maybe : nullptr; };
  add("model_responses", [](const Perturbed& one) { return &one.model; });
  add("closed_responses", [&](const Perturbed& one) { return there(one.closed); });
  add("open_responses", [&](const Perturbed& one) { return there(one.open); });
}

}  // namespace

std::vector<ScoreInfo> score_infos() {
  std::vector<ScoreInfo> infos;
  for (const auto& loop : loops) {
    const auto names = names_of(loop);
    const auto of = fmt::format(" in {} loop", loop.name);
    infos.push_back(info(names[0], "R2 of rates in the response to pushes" + of, true));
    infos.push_back(info(names[1], "R2 of true latents in that response" + of));
    infos.push_back(info(names[3], "Correlation of the two responses in latents" + of));
    for (std::size_t i = infos.size() - 3; i < infos.size(); ++i) infos[i].highest = 1;
    infos.back().lowest = -1;
    // Of these two 1 is right, neither more nor less.
    infos.push_back(info(names[2], "Size of the model's response over the true; 1 is right" + of));
    infos.back().perfect = std::nullopt;
    infos.push_back(info(names[4], "Median time to 1/e over the true one; 1 is right" + of));
    infos.back().perfect = std::nullopt;
  }
  infos.push_back(info("loop_preference",
                       "R2 of responses in latents, closed less open loop: above 0 the model "
                       "answers for the other area, too"));
  infos.back().perfect = std::nullopt;
  infos.push_back(info("unseen_response",
                       "Rates' response to pushes that true latents do not see, over seen ones"));
  infos.back().direction = Direction::lower_is_better;
  infos.back().lowest = 0;
  infos.back().perfect = 0;
  return infos;
}

std::vector<Score> scores_of(const Findings& findings) {
  std::vector<Score> scores;
  for (const auto& loop : loops) add_scores(scores, loop, findings);
  scores.push_back(score(
      "loop_preference",
      value_of(scores, "response_latent_r2_closed") - value_of(scores, "response_latent_r2_open"),
      "not both loops are known"));
  double share = findings.unseen.empty() ? unknown : 0;
  for (const auto& one : findings.unseen) {
    share += one.share / static_cast<double>(findings.unseen.size());
  }
  scores.push_back(
      score("unseen_response", share, "true latents see every state, or nothing responds"));
  return scores;
}

void show(const Findings& findings, AnalysisResult& result) {
  result.tables.push_back(responses_table(findings));
  if (!findings.unseen.empty()) result.tables.push_back(unseen_table(findings));
  add_arrays(findings, result);
  double largest = 0;
  for (const auto& one : findings.perturbed) largest = std::max(largest, one.size);
  for (const auto& one : findings.perturbed) {
    if (one.size == largest) {
      result.figures.push_back(response_figure(findings, one, result.figures.size()));
    }
  }
}

}  // namespace npd::dynamics
