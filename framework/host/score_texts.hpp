#pragma once

#include "host/defaults.hpp"
#include "host/registry.hpp"

#include <npd/error.hpp>
#include <npd/metric.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// \file score_texts.hpp
/// The scores that a component announces, as `npd plugins describe` shows them.
namespace npd::host {

/// The scores of a component with its defaults; nothing: they depend on parameters that have no
/// complete defaults. \tparam Class  that of its kind, with a member `scores`
template <class Class>
std::optional<std::vector<ScoreInfo>> announced_by(Registry& registry, const Component& component) {
  try {
    Defaults defaults;
    return registry.make<Class>(component, defaults)->scores();
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

/// A title and a table of lines of at most `width`.
std::string scores_text(const std::optional<std::vector<ScoreInfo>>& infos, std::size_t width);

/// A list of objects, null for nothing; ends of a range that are infinite are null.
nlohmann::ordered_json scores_json(const std::optional<std::vector<ScoreInfo>>& infos);

}  // namespace npd::host
