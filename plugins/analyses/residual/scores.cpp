#include "residual/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace npd::residual {
namespace {

/// A system whose Jacobians are known, and what its scores are called.
struct Known {
  const char *system, *score, *doc, *absence;
};
constexpr Known known_scores[] = {
    {"own", "rd_own", "Jacobians of the recorded part alone",
     "the data set does not know how its trials ran"},
    {"global", "rd_global", "Jacobians of the whole circuit",
     "the data set does not know how its trials ran"},
    {"model", "rd_jacobian", "Jacobians of the fitted generator", "there is no model"}};

struct Window {
  double from = 0, to = 0;

  bool has(double time) const { return from <= time && time <= to; }
};

struct Windows {
  Window early, late;
};

/// Those that the user gave, else the first and the last quarter of the times that all fits have.
Windows windows_of(const Findings& findings, const ResultSettings& settings) {
  double first = -std::numeric_limits<double>::infinity(), last = -first;
  for (const auto& fit : findings.fits) {
    for (const auto& group : fit.groups) {
      first = std::max(first, group.segments.front().time_s.front());
      last = std::min(last, group.segments.back().time_s.back());
    }
  }
  const double quarter = (last - first) / 4, slack = 1e-9;
  const auto of = [&](const std::vector<double>& given, double from, double to) {
    if (!given.empty()) return Window{given[0] - slack, given[1] + slack};
    return Window{from - slack, to + slack};
  };
  return {of(settings.early_s, first, first + quarter), of(settings.late_s, last - quarter, last)};
}

double mean_in(const Course& course, const Window& window) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < course.values.size(); ++i) {
    if (!window.has(course.time_s[i])) continue;
    sum += course.values[i];
    ++count;
  }
  return count > 0 ? sum / count : unknown;
}

double mean_over(const std::vector<Course>& courses, const Window& window) {
  double sum = 0;
  for (const auto& course : courses) sum += mean_in(course, window);
  return courses.empty() ? unknown : sum / static_cast<double>(courses.size());
}

/// A number whose instruments are weak says less than it seems to.
std::string note_of(const SourceFit& fit, const Window& window) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& group : fit.groups) {
    for (const auto& segment : group.segments) {
      for (std::size_t i = 0; i < segment.time_s.size(); ++i) {
        if (window.has(segment.time_s[i])) least = std::min(least, segment.instruments.strength[i]);
      }
    }
  }
  return least < weak_strength ? fmt::format("weak instruments: F = {:.2g}", least) : "";
}

void add_pair(std::vector<Score>& scores, const std::string& name,
              const std::vector<Course>& courses, const Windows& windows, const SourceFit* fit,
              const std::string& absence) {
  for (const auto& [part, window] :
       {std::pair{"_early", windows.early}, std::pair{"_late", windows.late}}) {
    const double value = mean_over(courses, window);
    if (std::isnan(value)) {
      const std::string reason = courses.empty() ? absence : "no map is in that time";
      scores.push_back(undefined_score(name + part, "all", reason));
      continue;
    }
    Score score{name + part, value, "all"};
    if (fit != nullptr) score.note = note_of(*fit, window);
    scores.push_back(std::move(score));
  }
}

const SourceFit* fit_of(const Findings& findings, const std::string& source) {
  for (const auto& fit : findings.fits) {
    if (fit.name == source) return &fit;
  }
  return nullptr;
}

/// The mean over groups and bins of the distance between two sources' largest moduli.
double difference(const SourceFit& a, const SourceFit& b) {
  double sum = 0, count = 0;
  for (const auto& group : a.groups) {
    const auto other = std::find_if(
        b.groups.begin(), b.groups.end(),
        [&](const GroupFit& candidate) { return candidate.group.name == group.group.name; });
    if (other == b.groups.end()) continue;
    const auto x = largest_moduli(group), y = largest_moduli(*other);
    for (std::size_t i = 0; i < x.time_s.size(); ++i) {
      const auto same = std::find(y.time_s.begin(), y.time_s.end(), x.time_s[i]);
      if (same == y.time_s.end()) continue;
      sum += std::abs(x.values[i] - y.values[static_cast<std::size_t>(same - y.time_s.begin())]);
      ++count;
    }
  }
  return count > 0 ? sum / count : unknown;
}

bool compares(const Settings& settings) {
  const auto& sources = settings.trials.sources;
  const auto has = [&](const char* name) {
    return std::find(sources.begin(), sources.end(), name) != sources.end();
  };
  return has("spikes") && has("samples");
}

ScoreInfo info(std::string name, std::string doc) {
  ScoreInfo one;
  one.name = std::move(name);
  one.doc = std::move(doc);
  one.lowest = 0;
  one.perfect = std::nullopt;
  return one;
}

}  // namespace

std::vector<ScoreInfo> score_infos(const Settings& settings) {
  std::vector<ScoreInfo> infos;
  const auto add = [&](const std::string& name, const std::string& of, bool headline) {
    for (const char* part : {"early", "late"}) {
      infos.push_back(
          info(name + "_" + part, fmt::format("Largest |eigenvalue| of {}, {}", of, part)));
      infos.back().headline = headline;
    }
  };
  for (const auto& source : settings.trials.sources) {
    add("rd_" + source, "the residual dynamics of " + source, true);
  }
  for (const auto& known : known_scores) add(known.score, known.doc, false);
  if (compares(settings)) {
    infos.push_back(info("rd_difference",
                         "Mean difference of the largest |eigenvalue| of samples from spikes"));
    infos.back().direction = Direction::lower_is_better;
  }
  return infos;
}

std::vector<Score> scores_of(const Findings& findings, const Settings& settings) {
  const auto windows = windows_of(findings, settings.result);
  std::vector<Score> scores;
  for (const auto& source : settings.trials.sources) {
    const auto* fit = fit_of(findings, source);
    std::vector<Course> courses;
    if (fit != nullptr) {
      for (const auto& group : fit->groups) courses.push_back(largest_moduli(group));
    }
    const auto absence = findings.absences.find(source);
    add_pair(scores, "rd_" + source, courses, windows, fit,
             absence == findings.absences.end() ? "" : absence->second);
  }
  for (const auto& known : known_scores) {
    std::vector<Course> courses;
    for (const auto& truth : findings.truths) {
      if (truth.system != known.system) continue;
      courses.push_back(largest_moduli(truth, findings.layout));
    }
    add_pair(scores, known.score, courses, windows, nullptr,
             settings.result.jacobian_trials == 0 ? "jacobian_trials is 0" : known.absence);
  }
  if (!compares(settings)) return scores;
  const auto *spikes = fit_of(findings, "spikes"), *samples = fit_of(findings, "samples");
  const double apart =
      spikes != nullptr && samples != nullptr ? difference(*spikes, *samples) : unknown;
  scores.push_back(std::isnan(apart) ? undefined_score("rd_difference", "all",
                                                       "spikes and samples have no map in common")
                                     : Score{"rd_difference", apart, "all"});
  return scores;
}

}  // namespace npd::residual
