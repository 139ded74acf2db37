#include "report/figure_json.hpp"

#include "results/figures.hpp"

namespace npd::report {

nlohmann::json json_of(const std::vector<Figure>& figures) {
  return nlohmann::json::parse(results::figures_json(figures)).at("figures");
}

}  // namespace npd::report
