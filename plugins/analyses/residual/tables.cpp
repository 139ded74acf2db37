#include "residual/findings.hpp"

#include "residual/bootstrap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace npd::residual {
namespace {

/// A column of numbers, and what it is.
struct NumberColumn {
  const char *name, *unit, *doc;
};

/// A table that grows by the row: texts, then numbers.
template <std::size_t numbers>
class Rows {
 public:
  explicit Rows(const std::array<NumberColumn, numbers>& columns) : columns_(columns) {}

  void add(const std::string& source, const std::string& group,
           const std::array<double, numbers>& values) {
    sources_.push_back(source);
    groups_.push_back(group);
    for (std::size_t i = 0; i < numbers; ++i) values_[i].push_back(values[i]);
  }

  ResultTable table(std::string name, std::string title) && {
    ResultTable table{std::move(name), std::move(title), {}};
    table.columns.push_back(
        text_column("source", std::move(sources_), "what was fitted to, or a known system"));
    table.columns.push_back(text_column("trials", std::move(groups_), "which trials"));
    for (std::size_t i = 0; i < numbers; ++i) {
      table.columns.push_back(number_column(columns_[i].name, std::move(values_[i]),
                                            columns_[i].unit, columns_[i].doc));
    }
    return table;
  }

 private:
  std::array<NumberColumn, numbers> columns_;
  std::vector<std::string> sources_, groups_;
  std::array<std::vector<double>, numbers> values_;
};

struct Interval {
  double low = unknown, high = unknown;
};

/// The middle 95 % of what resamples give.
template <class Value>
Interval interval_of(const std::vector<Spectra>& resampled, const Value& value) {
  if (resampled.empty()) return {};
  std::vector<double> values;
  for (const auto& spectra : resampled) values.push_back(value(spectra));
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

constexpr std::array<NumberColumn, 10> mode_columns{
    {{"time", "s", "middle of the bin that the map begins at"},
     {"mode", "", "kept from bin to bin"},
     {"re", "", "real part of the eigenvalue"},
     {"im", "", "imaginary part"},
     {"magnitude", "", "its modulus, per bin"},
     {"low", "", "2.5 % of resamples have less"},
     {"high", "", "2.5 % have more"},
     {"tau", "ms", "time constant; negative: it grows"},
     {"frequency", "Hz", "of rotation, |arg| / (2 pi bin)"},
     {"singular", "", "singular value of the map"}}};

/// An eigenvalue at some time.
struct TimedMode {
  double time_s;
  Eigen::Index mode;
  Complex mu;
  Interval interval;
  double singular;
};

using ModeRows = Rows<mode_columns.size()>;

void add_mode(ModeRows& rows, const std::string& source, const std::string& group,
              const TimedMode& m, double bin_s) {
  rows.add(source, group,
           {m.time_s, static_cast<double>(m.mode), m.mu.real(), m.mu.imag(), std::abs(m.mu),
            m.interval.low, m.interval.high, dynamics::time_constant(m.mu, 1000 * bin_s),
            dynamics::frequency(m.mu, bin_s), m.singular});
}

void add_modes(ModeRows& rows, const std::string& source, const GroupFit& group, double bin_s) {
  for (const auto& segment : group.segments) {
    for (std::size_t t = 0; t < segment.time_s.size(); ++t) {
      const auto& eigenvalues = segment.spectra.eigenvalues[t];
      for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
        const auto interval = interval_of(segment.resampled, [&](const Spectra& spectra) {
          return std::abs(spectra.eigenvalues[t](i));
        });
        add_mode(rows, source, group.group.name,
                 {segment.time_s[t], i, eigenvalues(i), interval, segment.spectra.singular[t](i)},
                 bin_s);
      }
    }
  }
}

void add_modes(ModeRows& rows, const GroupTruth& truth, const BinLayout& layout) {
  for (std::size_t s = 0; s < truth.modes.size(); ++s) {
    for (std::size_t t = 0; t < truth.modes[s].size(); ++t) {
      const auto& eigenvalues = truth.modes[s][t];
      for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
        add_mode(rows, truth.system, truth.group,
                 {layout.time_s(s, t), i, eigenvalues(i), {}, unknown}, layout.width_s());
      }
    }
  }
}

ResultTable modes_table(const Findings& findings) {
  ModeRows rows(mode_columns);
  for (const auto& fit : findings.fits) {
    for (const auto& group : fit.groups) {
      add_modes(rows, fit.name, group, findings.layout.width_s());
    }
  }
  for (const auto& truth : findings.truths) add_modes(rows, truth, findings.layout);
  return std::move(rows).table(
      "modes", "Eigenvalues of the map of each bin on the next, and of known systems");
}

constexpr std::array<NumberColumn, 13> map_columns{
    {{"time", "s", "middle of the bin that the map begins at"},
     {"largest", "", "largest |eigenvalue|"},
     {"low", "", "2.5 % of resamples have less"},
     {"high", "", "2.5 % have more"},
     {"one_stage", "", "largest |eigenvalue| by one stage, which noise pulls towards 0"},
     {"own", "", "of the recorded part's own Jacobians"},
     {"global", "", "of the whole circuit's"},
     {"jacobian", "", "of the fitted generator's"},
     {"squares", "", "sum of the squared singular values"},
     {"departure", "", "from normality"},
     {"predicted", "", "share of the bin's squares that the first stage predicts"},
     {"strength", "", "F of the direction that is predicted worst; below 10: weak instruments"},
     {"condition", "", "condition number of what the map is fitted to"}}};

/// A known system's largest modulus at the same time; NaN if it is not known.
double known_at(const Findings& findings, const char* system, const std::string& group,
                std::size_t segment, std::size_t bin) {
  const auto* truth = truth_of(findings, system, group);
  return truth == nullptr ? unknown : std::abs(truth->modes[segment][bin](0));
}

ResultTable maps_table(const Findings& findings) {
  Rows<map_columns.size()> rows(map_columns);
  for (const auto& fit : findings.fits) {
    for (const auto& group : fit.groups) {
      for (std::size_t s = 0; s < group.segments.size(); ++s) {
        const auto& segment = group.segments[s];
        for (std::size_t t = 0; t < segment.time_s.size(); ++t) {
          const auto& map = segment.dynamics.maps[t];
          const auto bin = t + static_cast<std::size_t>(group.size.lag);
          const auto interval = interval_of(segment.resampled, [&](const Spectra& spectra) {
            return spectra.eigenvalues[t].cwiseAbs().maxCoeff();
          });
          const auto known = [&](const char* system) {
            return known_at(findings, system, group.group.name, s, bin);
          };
          rows.add(
              fit.name, group.group.name,
              {segment.time_s[t], largest_modulus(map), interval.low, interval.high,
               largest_modulus(segment.one_stage[t]), known("own"), known("global"), known("model"),
               sum_of_squares(map), departure_from_normality(map), segment.instruments.r2[t],
               segment.instruments.strength[t], segment.instruments.condition[t]});
        }
      }
    }
  }
  return std::move(rows).table("maps", "The map of each bin on the next, beside the truth");
}

constexpr std::array<NumberColumn, 12> fit_columns{
    {{"segment", "", "in order of time"},
     {"count", "", "number of trials"},
     {"rank", "", "of Hankel matrices"},
     {"lag", "", "bins that predict a bin"},
     {"dimension", "", "of the dynamics"},
     {"smoothness", "", "penalty on changes of the map"},
     {"loss", "", "sum of the squared errors of the second stage"},
     {"observation_noise", "", "mean variance that is left in a recorded dimension"},
     {"state_noise", "", "mean variance that is left in a dimension of the dynamics"},
     {"lasting", "", "squared covariance with the next bin, over that within bins"},
     {"gain", "", "mean largest singular value of the covariance with the next bin"},
     {"strength", "", "median F of the direction that is predicted worst"}}};

ResultTable fits_table(const Findings& findings) {
  Rows<fit_columns.size()> rows(fit_columns);
  for (const auto& fit : findings.fits) {
    for (const auto& group : fit.groups) {
      for (std::size_t s = 0; s < group.segments.size(); ++s) {
        const auto& segment = group.segments[s];
        rows.add(fit.name, group.group.name,
                 {static_cast<double>(s), static_cast<double>(group.group.trials.size()),
                  static_cast<double>(segment.rank), static_cast<double>(group.size.lag),
                  static_cast<double>(group.size.dimension), segment.smoothness,
                  segment.dynamics.loss, segment.noise.observation.mean(),
                  segment.noise.isotropic(), segment.variability.ratio(),
                  segment.variability.largest_gain, quantile(segment.instruments.strength, 0.5)});
      }
    }
  }
  return std::move(rows).table("fits", "What was fitted to which trials, and what is left");
}

constexpr std::array<NumberColumn, 7> validation_columns{
    {{"segment", "", "in order of time; 0 also where all count together"},
     {"rank", "", "of Hankel matrices, where that is chosen"},
     {"lag", "bins", "where lag and dimension are chosen"},
     {"dimension", "", "likewise"},
     {"smoothness", "", "where that is chosen"},
     {"error", "", "mean on trials that were left out"},
     {"spread", "", "standard deviation over repeats or folds"}}};

ResultTable validation_table(const Findings& findings) {
  Rows<validation_columns.size()> rows(validation_columns);
  for (const auto& fit : findings.fits) {
    for (const auto& group : fit.groups) {
      for (const auto& one : group.validations) {
        for (std::size_t i = 0; i < one.choices.size(); ++i) {
          const auto place = static_cast<Eigen::Index>(i);
          const bool is_grid = !one.grid.empty();
          rows.add(fit.name, group.group.name,
                   {static_cast<double>(one.segment), one.what == "rank" ? one.choices[i] : unknown,
                    is_grid ? static_cast<double>(one.grid[i].lag) : unknown,
                    is_grid ? static_cast<double>(one.grid[i].dimension) : unknown,
                    one.what == "smoothness" ? one.choices[i] : unknown, one.curve.mean(place),
                    one.curve.spread(place)});
        }
      }
    }
  }
  return std::move(rows).table("validation",
                               "Errors that rank, lag, dimension and smoothness were "
                               "chosen by");
}

}  // namespace

std::vector<ResultTable> tables_of(const Findings& findings) {
  return {maps_table(findings), modes_table(findings), fits_table(findings),
          validation_table(findings)};
}

}  // namespace npd::residual
