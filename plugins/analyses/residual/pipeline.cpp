#include "residual/pipeline.hpp"

#include "residual/choose_rank.hpp"
#include "residual/choose_smoothness.hpp"
#include "residual/fit_warnings.hpp"
#include "residual/layout.hpp"

#include <npd/error.hpp>
#include <npd/random.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace npd::residual {
namespace {

constexpr std::size_t least_trials = 4;  // two in each half
constexpr std::size_t least_bins = 4;    // of a segment: two maps at lag 1

std::vector<Eigen::Index> up_to(const std::vector<std::int64_t>& values, Eigen::Index most) {
  std::vector<Eigen::Index> some;
  for (const auto value : values) {
    if (value <= most) some.push_back(value);
  }
  return some.empty() ? std::vector<Eigen::Index>{most} : some;
}

std::vector<Eigen::Index> given_or(const std::optional<std::int64_t>& given,
                                   const std::vector<std::int64_t>& values, Eigen::Index most) {
  return given ? std::vector<Eigen::Index>{std::min<Eigen::Index>(*given, most)}
               : up_to(values, most);
}

Criterion criterion_of(const std::string& word) {
  return word == "min"   ? Criterion::least
         : word == "sem" ? Criterion::within_sem
                         : Criterion::within_spread;
}

std::vector<double> as_numbers(const std::vector<Eigen::Index>& values) {
  return {values.begin(), values.end()};
}

class Fitting {
 public:
  Fitting(const Source& source, const Groups& groups, const Settings& settings, double bin_s,
          std::uint64_t seed, const Telling& tell)
      : settings_(settings), seed_(seed), tell_(tell) {
    fit_.name = source.name;
    if (!source.warning.empty()) fit_.warnings.push_back(source.warning);
    fit_.layout = layout_of(settings.trials, source.values.size(1), bin_s);
    take_residuals(source, groups);
    shortest_ = static_cast<Eigen::Index>(
        std::min_element(residuals_.front().begin(), residuals_.front().end(),
                         [](const Bins& a, const Bins& b) { return a.size() < b.size(); })
            ->size());
  }

  SourceFit run() {
    const auto ranks = choose_ranks();
    choose_sizes(ranks);
    say("subspace");
    fit_.subspace = dynamics_subspace(residuals_, ranks, settings_.choice.order);
    for (std::size_t g = 0; g < fit_.groups.size(); ++g) {
      auto& group = fit_.groups[g];
      group.size.dimension = std::min(group.size.dimension, fit_.subspace.basis.cols());
      const Eigen::MatrixXd basis = fit_.subspace.basis.leftCols(group.size.dimension);
      const auto z = projected(residuals_[g], basis);
      const auto smoothness = choose_smoothness(group, z);
      for (std::size_t s = 0; s < z.size(); ++s) {
        group.segments.push_back(fit_segment(g, s, z[s], basis, smoothness[s]));
        group.segments.back().rank = ranks[g][s];
      }
      warn_of_fit(group, fit_.warnings);
    }
    return std::move(fit_);
  }

 private:
  void say(const std::string& what) const {
    if (tell_) tell_("residual dynamics of " + fit_.name + ": " + what);
  }
  std::function<void()> saying(const std::string& what) const {
    return [this, what] { say(what); };
  }
  RandomStream stream(const std::string& of) const {
    return {seed_, "analysis/residual_dynamics/" + of};
  }

  void take_groups(const Segments& segments, const Groups& groups);
  void take_residuals(const Source& source, const Groups& groups);
  std::vector<Folds> repeated_folds(const std::string& of, Eigen::Index trials, std::int64_t parts,
                                    std::int64_t repeats) const;
  std::vector<Eigen::Index> ranks_of_group(std::size_t g);
  Ranks choose_ranks();
  std::vector<Folds> folds_over_groups() const;
  void choose_sizes(const Ranks& ranks);
  std::vector<double> choose_smoothness(GroupFit& group, const Segments& z) const;
  SegmentFit fit_segment(std::size_t g, std::size_t s, const Bins& z, const Eigen::MatrixXd& basis,
                         double smoothness) const;

  const Settings& settings_;
  std::uint64_t seed_;
  const Telling& tell_;
  SourceFit fit_;
  std::vector<Segments> residuals_;  ///< of each group
  Eigen::Index shortest_ = 0;        ///< bins of the shortest segment
};

/// The groups that have trials enough of which everything is known.
void Fitting::take_groups(const Segments& segments, const Groups& groups) {
  std::size_t unknown = 0;
  for (const auto& group : groups.coarse) {
    auto trials = known_trials(segments, group.trials);
    unknown += group.trials.size() - trials.size();
    if (trials.size() >= least_trials) {
      fit_.groups.push_back({{group.name, std::move(trials)}, {}, {}, {}});
      continue;
    }
    fit_.warnings.push_back(
        fmt::format("{}: {} trials are too few; they are left out", group.name, trials.size()));
  }
  if (unknown > 0) {
    fit_.warnings.push_back(
        fmt::format("{} trials of which not everything is known are left out", unknown));
  }
  if (fit_.groups.empty()) {
    throw DataError(fmt::format("{}: there are fewer than {} trials", fit_.name, least_trials));
  }
}

void Fitting::take_residuals(const Source& source, const Groups& groups) {
  auto segments = cut(source, settings_.trials, fit_.layout);
  for (const auto& segment : segments) {
    if (segment.size() >= least_bins) continue;
    throw DataError(
        fmt::format("a segment has {} bins of {:.3g} s; at least {} are needed: lower `width_s`",
                    segment.size(), fit_.layout.width_s(), least_bins));
  }
  take_groups(segments, groups);
  for (const auto& group : fit_.groups) {
    std::vector<std::int64_t> labels;
    for (const auto trial : group.group.trials) {
      labels.push_back(groups.fine[static_cast<std::size_t>(trial)]);
    }
    // Trials that share a mean are of one group.
    auto& of_group = residuals_.emplace_back();
    for (const auto& segment : segments) {
      of_group.push_back(residuals(some_trials(segment, group.group.trials), labels));
    }
  }
}

std::vector<Folds> Fitting::repeated_folds(const std::string& of, Eigen::Index trials,
                                           std::int64_t parts, std::int64_t repeats) const {
  auto random = stream(of);
  std::vector<Folds> all;
  for (std::int64_t k = 0; k < repeats; ++k) {
    all.push_back(random_folds(trials, std::min<Eigen::Index>(parts, trials), random));
  }
  return all;
}

std::vector<Eigen::Index> Fitting::ranks_of_group(std::size_t g) {
  const auto& choice = settings_.choice;
  const auto& x = residuals_[g];
  const auto most = choice.order * dims_of(x);
  const auto grid = given_or(choice.rank, choice.ranks, most);
  std::vector<Eigen::Index> ranks(x.size(), grid.front());
  if (grid.size() == 1 || dims_of(x) == 1) return ranks;
  const auto halves = repeated_folds("halves/" + std::to_string(g), trials_of(x), 2, choice.splits);
  for (std::size_t s = 0; s < x.size(); ++s) {
    const bool is_long = static_cast<std::int64_t>(x[s].size()) >= 2 * choice.order;
    if (choice.per_segment && !is_long) continue;
    const auto errors = rank_errors(choice.per_segment ? Segments{x[s]} : x, choice.order, grid,
                                    halves, saying("rank"));
    fit_.groups[g].validations.push_back({"rank", s, as_numbers(grid), {}, curve_of(errors)});
    ranks[s] = chosen_rank(errors, grid, criterion_of(choice.criterion));
    if (choice.per_segment) continue;
    std::fill(ranks.begin(), ranks.end(), ranks[s]);
    break;
  }
  return ranks;
}

Ranks Fitting::choose_ranks() {
  const auto& first = residuals_.front();
  const auto longest =
      std::max_element(first.begin(), first.end(), [](const Bins& a, const Bins& b) {
        return a.size() < b.size();
      })->size();
  if (dims_of(first) > 1 && static_cast<std::int64_t>(longest) < 2 * settings_.choice.order) {
    throw DataError(fmt::format(
        "no segment has {} bins, which {} bins of past and of future need; lower `order` or "
        "`width_s`",
        2 * settings_.choice.order, settings_.choice.order));
  }
  Ranks ranks;
  for (std::size_t g = 0; g < residuals_.size(); ++g) ranks.push_back(ranks_of_group(g));
  return ranks;
}

std::vector<Folds> Fitting::folds_over_groups() const {
  Eigen::Index trials = 0;
  for (const auto& x : residuals_) trials += trials_of(x);
  const auto all = repeated_folds("folds", trials, settings_.choice.folds, 1).front();
  std::vector<Folds> folds;
  auto next = all.begin();
  for (const auto& x : residuals_) {
    folds.emplace_back(next, next + trials_of(x));
    next += trials_of(x);
  }
  return folds;
}

void Fitting::choose_sizes(const Ranks& ranks) {
  const auto& choice = settings_.choice;
  const auto dims = dims_of(residuals_.front());
  const auto grid = grid_of(given_or(choice.lag, choice.lags, shortest_ - 2),
                            given_or(choice.dimension, choice.dimensions, dims));
  for (auto& group : fit_.groups) group.size = grid.front();
  if (grid.size() == 1) return;
  const auto errors = lag_errors(residuals_, ranks, choice.order, grid, folds_over_groups(),
                                 saying("lag and dimension"));
  LagDimension least;
  for (std::size_t g = 0; g < fit_.groups.size(); ++g) {
    auto& group = fit_.groups[g];
    std::vector<double> places(grid.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<double>(i);
    group.validations.push_back(
        {"lag and dimension", 0, places, grid, curve_of(known_folds(errors[g]))});
    group.size = chosen_lag(errors[g], grid);
    if (g == 0 || group.size.parameters() < least.parameters()) least = group.size;
  }
  if (!choice.common) return;
  for (auto& group : fit_.groups) group.size = least;
}

std::vector<double> Fitting::choose_smoothness(GroupFit& group, const Segments& z) const {
  const auto& choice = settings_.choice;
  const auto grid =
      choice.smoothness ? std::vector<double>{*choice.smoothness} : choice.smoothnesses;
  std::vector<double> chosen(z.size(), grid.front());
  if (grid.size() == 1) return chosen;
  const auto folds =
      repeated_folds("smoothness/" + group.group.name, trials_of(z), choice.folds, choice.repeats);
  for (std::size_t s = 0; s < z.size(); ++s) {
    const auto errors = smoothness_errors(choice.per_segment ? Segments{z[s]} : z, group.size.lag,
                                          grid, folds, saying("smoothness"));
    group.validations.push_back({"smoothness", s, grid, {}, curve_of(means_over_folds(errors))});
    chosen[s] = chosen_smoothness(errors, grid).largest;
    if (choice.per_segment) continue;
    std::fill(chosen.begin(), chosen.end(), chosen[s]);
    break;
  }
  return chosen;
}

SegmentFit Fitting::fit_segment(std::size_t g, std::size_t s, const Bins& z,
                                const Eigen::MatrixXd& basis, double smoothness) const {
  const auto lag = fit_.groups[g].size.lag;
  SegmentFit fit;
  fit.smoothness = smoothness;
  fit.dynamics = two_stage(z, lag, smoothness);
  for (std::size_t i = 0; i < fit.dynamics.maps.size(); ++i) {
    fit.time_s.push_back(fit_.layout.time_s(s, i + static_cast<std::size_t>(lag)));
  }
  fit.one_stage = one_stage(z, lag, smoothness);
  fit.spectra = tracked_spectra(fit.dynamics.maps);
  fit.instruments = instruments_of(z, fit.dynamics);
  fit.noise = noise_model(residuals_[g][s], basis, fit.dynamics);
  fit.variability = variability_of(residuals_[g][s]);
  auto random = stream("bootstrap/" + fit_.groups[g].group.name);  // the same for all segments
  std::vector<TrialList> samples;
  for (std::int64_t k = 0; k < settings_.result.bootstraps; ++k) {
    samples.push_back(resampled(z.front().rows(), random));
  }
  fit.resampled = bootstrap(z, lag, smoothness, fit.spectra, samples, saying("resamples"));
  return fit;
}

}  // namespace

SourceFit fit_source(const Source& source, const Groups& groups, const Settings& settings,
                     double bin_s, std::uint64_t seed, const Telling& tell) {
  return Fitting(source, groups, settings, bin_s, seed, tell).run();
}

}  // namespace npd::residual
