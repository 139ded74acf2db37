#pragma once

#include <npd/figure.hpp>

#include <nlohmann/json.hpp>

#include <vector>

namespace npd::report {

/// Declared figures as the page reads them (page/declared.js): as results/figures.hpp stores them.
nlohmann::json json_of(const std::vector<Figure>& figures);

}  // namespace npd::report
