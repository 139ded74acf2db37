#include "noise_responses/findings.hpp"

#include "dynamics/assignment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace npd::dynamics {
namespace {

std::string name_of_basin(Eigen::Index basin, Eigen::Index basins) {
  return basin < basins ? fmt::format("point {}", basin + 1) : "none";
}

ResultTable shares_table(const std::vector<NoiseResponse>& responses) {
  std::vector<std::string> systems, basins;
  std::vector<double> strengths, shares;
  for (const auto& response : responses) {
    for (const auto& outcome : response.outcomes) {
      for (Eigen::Index i = 0; i < outcome.shares.size(); ++i) {
        systems.push_back(response.system);
        strengths.push_back(outcome.strength);
        basins.push_back(name_of_basin(i, response.points.rows()));
        shares.push_back(outcome.shares[i]);
      }
    }
  }
  return {"shares",
          "Where simulations end after noise",
          {text_column("system", systems, "whose"),
           number_column("strength", strengths, "", "of the noise, in mean sizes of the inputs"),
           text_column("basin", basins, "stable fixed point without input that is reached"),
           number_column("share", shares, "", "of the simulations")}};
}

ResultTable counts_table(const std::vector<NoiseResponse>& responses) {
  std::vector<std::string> systems;
  std::vector<double> strengths, points, components;
  for (const auto& response : responses) {
    for (const auto& outcome : response.outcomes) {
      systems.push_back(response.system);
      strengths.push_back(outcome.strength);
      points.push_back(static_cast<double>(response.points.rows()));
      components.push_back(outcome.components > 0 ? static_cast<double>(outcome.components)
                                                  : std::nan(""));
    }
  }
  return {"counts",
          "How many attractors there are, and how many clusters a mixture counts",
          {text_column("system", systems, "whose"),
           number_column("strength", strengths, "", "of the noise, in mean sizes of the inputs"),
           number_column("stable_points", points, "", "stable fixed points without input"),
           number_column("components", components, "",
                         "Gaussians of the least BIC; too many where final states are not "
                         "Gaussian within a basin")}};
}

Figure shares_figure(const std::vector<NoiseResponse>& responses) {
  Figure figure{.name = "shares", .title = "Where truth and model come to rest after noise"};
  figure.x = {.label = "Strength of the noise, in mean sizes of the inputs"};
  figure.y = {.label = "Share of simulations"};
  for (const auto& response : responses) {
    for (Eigen::Index basin = 0; basin <= response.points.rows(); ++basin) {
      Line line{.name = fmt::format("{}, {}", response.system,
                                    name_of_basin(basin, response.points.rows()))};
      bool any = false;
      for (const auto& outcome : response.outcomes) {
        line.x.push_back(outcome.strength);
        line.y.push_back(outcome.shares[basin]);
        any = any || outcome.shares[basin] > 0;
      }
      if (any) figure.series.emplace_back(std::move(line));
    }
  }
  figure.notes = {
      "A basin is that of a stable fixed point without input; \"none\" came near no fixed point."};
  return figure;
}

}  // namespace

void show(const std::vector<NoiseResponse>& responses, AnalysisResult& result) {
  result.tables = {shares_table(responses), counts_table(responses)};
  for (const auto& response : responses) {
    if (response.points.rows() == 0) continue;
    result.arrays.push_back({response.system + "_points", tensor_of(response.points),
                             "Stable fixed points without input (point, state)"});
  }
  if (!responses.empty()) result.figures = {shares_figure(responses)};
}

std::vector<Eigen::Index> paired_points(const Points& truth, const Points& model, double match) {
  std::vector<Eigen::Index> none(static_cast<std::size_t>(truth.rows()), -1);
  if (truth.rows() == 0 || model.rows() == 0) return none;
  Eigen::MatrixXd costs(truth.rows(), model.rows());
  for (Eigen::Index i = 0; i < truth.rows(); ++i) {
    costs.row(i) = (model.rowwise() - truth.row(i)).rowwise().norm().cwiseMin(match).transpose();
  }
  auto pairs = cheapest_pairs(costs);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    if (pairs[i] >= 0 && costs(row, pairs[i]) >= match) pairs[i] = -1;
  }
  return pairs;
}

double distance_of_shares(const NoiseResponse& truth, const NoiseResponse& model,
                          const std::vector<Eigen::Index>& pairs) {
  double sum = 0;
  const auto strengths = std::min(truth.outcomes.size(), model.outcomes.size());
  for (std::size_t i = 0; i < strengths; ++i) {
    const auto& expected = truth.outcomes[i].shares;
    auto left = model.outcomes[i].shares;
    const auto basins = truth.points.rows();
    for (Eigen::Index basin = 0; basin < basins; ++basin) {
      const auto pair = pairs[static_cast<std::size_t>(basin)];
      sum += std::abs(expected[basin] - (pair < 0 ? 0 : left[pair])) / 2;
      if (pair >= 0) left[pair] = 0;
    }
    // Of no basin, and of basins of the model alone.
    const auto none = left.size() - 1;
    sum += std::abs(expected[basins] - left[none]) / 2;
    sum += left.head(none).sum() / 2;
  }
  return strengths == 0 ? std::nan("") : sum / static_cast<double>(strengths);
}

}  // namespace npd::dynamics
