#include "report/posterior_figures.hpp"

#include "report/figure_parts.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>

namespace npd::report {
namespace {

std::vector<double> numbers(const Tensor& values) {
  const Tensor row = values.to(at::kDouble).contiguous();
  return {row.data_ptr<double>(), row.data_ptr<double>() + row.numel()};
}

/// Over trials; one trial has no spread.
Tensor spread_of(const Tensor& means) {
  return means.size(0) > 1 ? at::std(means, 0, true, false) : at::zeros_like(means[0]);
}

Figure initial_condition(const RunSource& source) {
  const auto& arrays = *source.arrays;
  Figure figure =
      titled("posterior_initial",
             "Initial conditions: what differs between trials, and how sure the model is",
             {"Dimension of the initial condition", ""}, {"Standard deviation", ""});
  for (std::int64_t i = 0; i < arrays.initial_mean.size(1); ++i) {
    figure.categories.push_back(std::to_string(i));
  }
  figure.series = {bars("of posterior means over trials", numbers(spread_of(arrays.initial_mean))),
                   bars("posterior, mean over trials", numbers(arrays.initial_std.mean(0)))};
  if (const auto variance = source.number("model.ic_prior_variance")) {
    figure.notes.push_back(
        fmt::format("The prior begins with a standard deviation of {:.3g}.", std::sqrt(*variance)));
  }
  figure.notes.emplace_back(
      "A dimension carries something where its means differ by more than a posterior is wide.");
  return figure;
}

Figure controller(const RunSource& source) {
  const auto& arrays = *source.arrays;
  const auto bin_s = source.bin_s();
  Figure figure =
      titled("posterior_controller",
             "Controller output: how much it differs between trials, and how sure it is",
             {"Time", bin_s ? "ms" : "bins"}, {"Standard deviation", ""});
  std::vector<double> time;
  for (std::int64_t t = 0; t < arrays.bins; ++t) {
    time.push_back(static_cast<double>(t + arrays.first_bin) * (bin_s ? 1000 * *bin_s : 1));
  }
  const Tensor moves = spread_of(arrays.controller_mean);
  const Tensor width = arrays.controller_std.mean(0);
  for (std::int64_t i = 0; i < moves.size(1); ++i) {
    const auto output = fmt::format("output {}", i);
    figure.series.emplace_back(
        line(output + ": means over trials", time, numbers(moves.select(1, i))));
    figure.series.emplace_back(line(output + ": posterior", time, numbers(width.select(1, i))));
  }
  return figure;
}

}  // namespace

std::vector<Figure> posterior_figures(const RunSource& source) {
  std::vector<Figure> figures;
  if (!source.arrays) return figures;
  const auto& arrays = *source.arrays;
  if (arrays.initial_mean.defined() && arrays.initial_std.defined()) {
    figures.push_back(initial_condition(source));
  }
  if (arrays.controller_mean.defined() && arrays.controller_std.defined()) {
    figures.push_back(controller(source));
  }
  return figures;
}

}  // namespace npd::report
