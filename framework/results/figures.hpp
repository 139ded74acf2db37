#pragma once

#include <npd/figure.hpp>

#include <filesystem>
#include <string>
#include <vector>

/// \file figures.hpp
/// Declared figures as JSON files: `{"figures": [...]}`, each figure with the members of
/// npd::Figure under their names; a series has its type as "type": "line", "points", "path",
/// "heat_map" or "bars". NaN is null; what is empty is left out.
namespace npd::results {

/// The text of such a file. Numbers read back to the same bits.
std::string figures_json(const std::vector<Figure>& figures);

/// \throws DataError if the file is not there or holds no figures that npd::check_figures accepts
std::vector<Figure> read_figures(const std::filesystem::path& file);

}  // namespace npd::results
