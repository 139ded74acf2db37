#include "host/search.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <sstream>

namespace npd::host {
namespace {

constexpr const char* from_command_line = "--plugin-path";
constexpr const char* from_environment = "NPD_PLUGIN_PATH";

std::vector<SearchPlace> places_of_variable(const char* variable) {
  std::vector<SearchPlace> places;
  std::istringstream folders(variable == nullptr ? "" : variable);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty()) places.push_back({from_environment, folder});
  }
  if (places.empty()) places.push_back({from_environment, {}});
  return places;
}

}  // namespace

std::vector<SearchPlace> search_path(const std::vector<std::filesystem::path>& command_line,
                                     const char* variable,
                                     const std::filesystem::path& executable) {
  std::vector<SearchPlace> places;
  for (const auto& folder : command_line) {
    if (!std::filesystem::is_directory(folder)) {
      throw PluginError(fmt::format("{} {}: no such folder", from_command_line, folder.string()));
    }
    places.push_back({from_command_line, folder});
  }
  for (auto& place : places_of_variable(variable)) places.push_back(std::move(place));
  places.push_back({"", executable.parent_path().parent_path() / "lib/npd/plugins"});
  return places;
}

}  // namespace npd::host
