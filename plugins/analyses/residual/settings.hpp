#pragma once

#include <npd/params.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// \file settings.hpp
/// The parameters of the analysis.
namespace npd::residual {

/// What the dynamics are fitted to, and how trials are grouped and cut.
struct TrialSettings {
  std::vector<std::string> sources{"spikes"};
  bool sample_spikes = false;
  std::vector<std::string> fine{"conditions"}, coarse;
  std::int64_t min_trials = 10;
  double width_s = 0.05;
  std::int64_t first_bin = 0, bins = 0;
  std::vector<std::int64_t> segments;
  std::string transform = "square_root";

  void visit(Params& p);
};

/// What is chosen by cross-validation unless it is given, and from what.
struct ChoiceSettings {
  std::int64_t order = 5;
  std::optional<std::int64_t> rank, lag, dimension;
  std::optional<double> smoothness;
  std::vector<std::int64_t> ranks{1, 2, 3, 4, 5, 6, 8, 10}, lags{1, 2, 3, 4, 5},
      dimensions{1, 2, 3, 4, 5, 6, 8, 10, 12};
  std::vector<double> smoothnesses{1e-5, 1e-3, 0.1, 1, 10, 50, 100, 200, 500, 1e3, 1e4, 1e5};
  std::string criterion = "sem";
  std::int64_t splits = 20, folds = 5, repeats = 5;
  bool per_segment = true, common = false;

  void visit(Params& p);
};

/// What is told of the fit.
struct ResultSettings {
  std::int64_t bootstraps = 200;
  std::vector<double> early_s, late_s;
  std::int64_t jacobian_trials = 100;

  void visit(Params& p);
};

struct Settings {
  TrialSettings trials;
  ChoiceSettings choice;
  ResultSettings result;

  void visit(Params& p) {
    trials.visit(p);
    choice.visit(p);
    result.visit(p);
  }

  /// \throws ConfigError naming the parameter
  void check() const;
};

}  // namespace npd::residual
