#include "residual/findings.hpp"

#include "dynamics/points.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace npd::residual {
namespace {

Tensor tensor_of(const Eigen::MatrixXd& matrix) {
  return dynamics::tensor_of(dynamics::Points(matrix));
}

Tensor stacked(const std::vector<Eigen::MatrixXd>& matrices) {
  std::vector<Tensor> all;
  for (const auto& matrix : matrices) all.push_back(tensor_of(matrix));
  return at::stack(all);
}

}  // namespace

Course largest_moduli(const GroupFit& fit) {
  Course course;
  for (const auto& segment : fit.segments) {
    for (std::size_t i = 0; i < segment.time_s.size(); ++i) {
      course.time_s.push_back(segment.time_s[i]);
      course.values.push_back(segment.spectra.eigenvalues[i].cwiseAbs().maxCoeff());
    }
  }
  return course;
}

Course largest_moduli(const GroupTruth& truth, const BinLayout& layout) {
  Course course;
  for (std::size_t s = 0; s < truth.modes.size(); ++s) {
    for (std::size_t t = 0; t < truth.modes[s].size(); ++t) {
      course.time_s.push_back(layout.time_s(s, t));
      course.values.push_back(std::abs(truth.modes[s][t](0)));
    }
  }
  return course;
}

const GroupTruth* truth_of(const Findings& findings, const std::string& system,
                           const std::string& group) {
  for (const auto& truth : findings.truths) {
    if (truth.system == system && truth.group == group) return &truth;
  }
  return nullptr;
}

std::vector<ResultArray> arrays_of(const Findings& findings) {
  std::vector<ResultArray> arrays;
  for (const auto& fit : findings.fits) {
    arrays.push_back({fit.name + "_basis", tensor_of(fit.subspace.basis),
                      "directions of the dynamics (dim, direction)"});
    for (std::size_t g = 0; g < fit.groups.size(); ++g) {
      const auto& group = fit.groups[g];
      std::vector<Eigen::MatrixXd> maps, noise;
      std::vector<double> times;
      for (const auto& segment : group.segments) {
        maps.insert(maps.end(), segment.dynamics.maps.begin(), segment.dynamics.maps.end());
        noise.insert(noise.end(), segment.noise.states.begin(), segment.noise.states.end());
        times.insert(times.end(), segment.time_s.begin(), segment.time_s.end());
      }
      const auto name = fmt::format("{}_{}_", fit.name, g);
      arrays.push_back(
          {name + "maps", stacked(maps),
           fmt::format("{}: A of each bin on the next (time, to, from)", group.group.name)});
      arrays.push_back(
          {name + "noise", stacked(noise),
           fmt::format("{}: covariance of the state noise (time, dim, dim)", group.group.name)});
      arrays.push_back({name + "time", at::tensor(times, at::TensorOptions(at::kDouble)),
                        "middle of the bin that a map begins at", "s"});
    }
  }
  return arrays;
}

}  // namespace npd::residual
