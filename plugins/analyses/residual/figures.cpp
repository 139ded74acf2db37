#include "residual/findings.hpp"

#include "residual/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>

namespace npd::residual {
namespace {

const char* name_of_system(const std::string& system) {
  return system == "own"      ? "own Jacobian"
         : system == "global" ? "circuit's Jacobian"
                              : "model's Jacobian";
}

/// A value of a mode at a map.
using ModeValue = std::function<double(const Spectra&, std::size_t map, Eigen::Index mode)>;

/// One mode of a group over time, with a band if there are resamples; a gap between segments.
Line mode_line(const GroupFit& fit, Eigen::Index mode, const ModeValue& value, bool with_band) {
  Line line{.name = fmt::format("mode {}", mode + 1), .group = "fit"};
  const bool has_band = with_band && !fit.segments.front().resampled.empty();
  const auto add = [&](double time, double y, double low, double high) {
    line.x.push_back(time);
    line.y.push_back(y);
    if (!has_band) return;
    line.low.push_back(low);
    line.high.push_back(high);
  };
  for (const auto& segment : fit.segments) {
    if (!line.x.empty()) add(line.x.back(), unknown, unknown, unknown);
    for (std::size_t t = 0; t < segment.time_s.size(); ++t) {
      std::vector<double> values;
      for (const auto& resample : segment.resampled) values.push_back(value(resample, t, mode));
      const bool has_values = has_band && !values.empty();
      add(segment.time_s[t], value(segment.spectra, t, mode),
          has_values ? quantile(values, 0.025) : unknown,
          has_values ? quantile(values, 0.975) : unknown);
    }
  }
  return line;
}

/// A mode of a known system over time.
Line true_line(const GroupTruth& truth, const BinLayout& layout, Eigen::Index mode,
               const std::function<double(Complex)>& value) {
  const std::string name = name_of_system(truth.system);
  Line line{.name = mode == 0 ? name : fmt::format("{} {}", name, mode + 1), .group = name};
  for (std::size_t s = 0; s < truth.modes.size(); ++s) {
    if (s > 0) {
      line.x.push_back(line.x.back());
      line.y.push_back(unknown);
    }
    for (std::size_t t = 0; t < truth.modes[s].size(); ++t) {
      line.x.push_back(layout.time_s(s, t));
      line.y.push_back(value(truth.modes[s][t](mode)));
    }
  }
  return line;
}

/// What a figure over time shows.
struct OverTime {
  const char *name, *title, *label, *unit;
  ModeValue of_fit;
  std::function<double(Complex)> of_truth;  ///< empty: the truth has none
};

Figure over_time(const Findings& findings, const SourceFit& fit, std::size_t g,
                 const OverTime& what) {
  const auto& group = fit.groups[g];
  Figure figure{.name = fmt::format("{}_{}_{}", what.name, fit.name, g),
                .title = fmt::format("{} of {}, {}", what.title, fit.name, group.group.name)};
  figure.x = {.label = "Time", .unit = "s"};
  figure.y = {.label = what.label, .unit = what.unit};
  for (Eigen::Index mode = 0; mode < group.size.dimension; ++mode) {
    figure.series.emplace_back(mode_line(group, mode, what.of_fit, true));
  }
  if (!what.of_truth) return figure;
  for (const auto& truth : findings.truths) {
    if (truth.group != group.group.name) continue;
    const auto modes = std::min(truth.modes.front().front().size(), group.size.dimension);
    for (Eigen::Index mode = 0; mode < modes; ++mode) {
      figure.series.emplace_back(true_line(truth, findings.layout, mode, what.of_truth));
    }
    figure.notes.resize(1);
    figure.notes.back() =
        "Jacobians: eigenvalues of the mean over trials, the product over a bin; those of "
        "residuals "
        "only where residuals are small.";
  }
  return figure;
}

std::vector<OverTime> courses_of(double bin_s) {
  const auto magnitude = [](Complex mu) { return std::abs(mu); };
  const auto rotation = [bin_s](Complex mu) { return dynamics::frequency(mu, bin_s); };
  const auto of_eigenvalue = [](const std::function<double(Complex)>& value) -> ModeValue {
    return [value](const Spectra& spectra, std::size_t map, Eigen::Index mode) {
      return value(spectra.eigenvalues[map](mode));
    };
  };
  return {{"magnitude", "Eigenvalues of the residual dynamics", "|eigenvalue| per bin", "",
           of_eigenvalue(magnitude), magnitude},
          {"rotation", "Rotation of the residual dynamics", "Frequency", "Hz",
           of_eigenvalue(rotation), rotation},
          {"singular",
           "Singular values of the residual dynamics",
           "Singular value",
           "",
           [](const Spectra& spectra, std::size_t map, Eigen::Index mode) {
             return spectra.singular[map](mode);
           },
           {}}};
}

/// How much of the covariance of past and future is along each direction.
Figure directions_figure(const SourceFit& fit) {
  Figure figure{.name = "directions_" + fit.name,
                .title = "Directions in which the past of " + fit.name + " predicts their future"};
  figure.x = {.label = "Direction"};
  figure.y = {.label = "Singular value"};
  Line line{.name = fit.name};
  for (Eigen::Index i = 0; i < fit.subspace.singular.size(); ++i) {
    line.x.push_back(static_cast<double>(i + 1));
    line.y.push_back(fit.subspace.singular(i));
  }
  figure.series.emplace_back(std::move(line));
  return figure;
}

void add_point(Line& line, double x, const ErrorCurve& curve, std::size_t place) {
  const auto i = static_cast<Eigen::Index>(place);
  const double sem = curve.sem()(i);
  line.x.push_back(x);
  line.y.push_back(curve.mean(i));
  line.low.push_back(curve.mean(i) - sem);
  line.high.push_back(curve.mean(i) + sem);
}

/// One choice of a group: a line, or one for each lag.
std::vector<Line> lines_of(const GroupFit& fit, const Validation& validation, bool logarithmic) {
  const auto name = fit.segments.size() > 1 && validation.grid.empty()
                        ? fmt::format("{}, segment {}", fit.group.name, validation.segment)
                        : fit.group.name;
  std::vector<Line> lines;
  for (std::size_t i = 0; i < validation.choices.size(); ++i) {
    const bool is_grid = !validation.grid.empty();
    const double x =
        is_grid ? static_cast<double>(validation.grid[i].dimension) : validation.choices[i];
    if (logarithmic && !(x > 0)) continue;
    const bool is_new =
        lines.empty() || (is_grid && validation.grid[i].lag != validation.grid[i - 1].lag);
    if (is_new) {
      lines.push_back(
          {.name = is_grid ? fmt::format("{}, lag {}", name, validation.grid[i].lag) : name});
    }
    add_point(lines.back(), x, validation.curve, i);
  }
  return lines;
}

Figure validation_figure(const SourceFit& fit, const std::string& what, const char* name,
                         const char* label, bool logarithmic) {
  Figure figure{
      .name = fmt::format("{}_{}", name, fit.name),
      .title = fmt::format("Choice of {} for {}, by trials that were left out", what, fit.name)};
  figure.x = {.label = label, .unit = {}, .logarithmic = logarithmic};
  figure.y = {.label = "Error, with its standard error"};
  for (const auto& group : fit.groups) {
    for (const auto& validation : group.validations) {
      if (validation.what != what) continue;
      for (auto& line : lines_of(group, validation, logarithmic)) {
        figure.series.emplace_back(std::move(line));
      }
    }
  }
  return figure;
}

}  // namespace

std::vector<Figure> figures_of(const Findings& findings) {
  std::vector<Figure> figures;
  for (const auto& fit : findings.fits) {
    for (const auto& what : courses_of(findings.layout.width_s())) {
      for (std::size_t g = 0; g < fit.groups.size(); ++g) {
        figures.push_back(over_time(findings, fit, g, what));
      }
    }
    figures.push_back(directions_figure(fit));
    for (auto& figure :
         {validation_figure(fit, "rank", "rank", "Rank", false),
          validation_figure(fit, "lag and dimension", "dimension", "Dimensions", false),
          validation_figure(fit, "smoothness", "smoothness", "Smoothness", true)}) {
      if (!figure.series.empty()) figures.push_back(figure);
    }
  }
  return figures;
}

}  // namespace npd::residual
