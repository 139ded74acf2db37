#include "runs/metric_figures.hpp"

#include "results/figures.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>

#include <cassert>
#include <filesystem>

namespace npd::runs {

std::vector<std::string> write_metric_figures(const results::RunFolder& folder,
                                              const std::vector<std::string>& tables,
                                              const std::vector<evaluation::NamedMetric>& metrics,
                                              const Evaluation& evaluation) {
  assert(tables.size() == metrics.size());
  std::vector<std::string> problems;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    try {
      const auto figures = metrics[i].metric->figures(evaluation);
      if (figures.empty()) continue;
      std::filesystem::create_directories(folder.figures());
      write_text(folder.figures() / (tables[i] + ".json"), results::figures_json(figures));
    } catch (const Error& error) {
      problems.push_back(error.what());
    }
  }
  return problems;
}

}  // namespace npd::runs
