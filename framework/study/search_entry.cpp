#include "study/search_entry.hpp"

#include "config/compose.hpp"
#include "config/toml_text.hpp"

#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace npd::study {
namespace {

using config::List;
using config::Node;
using config::Table;

const std::vector<std::string> distribution_names{"choice", "uniform", "log_uniform", "integer",
                                                  "normal", "fixed",   "grid"};
const std::vector<std::string> entry_names{"key",     "choice",  "uniform", "log_uniform",
                                           "integer", "normal",  "fixed",   "grid",
                                           "limits",  "perturb", "space"};

std::optional<double> number_of(const Node& node) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    return static_cast<double>(*integer);
  }
  const auto* number = std::get_if<double>(&node.value);
  return number && std::isfinite(*number) ? std::optional(*number) : std::nullopt;
}

/// Reads one table of [[study.search]].
class EntryReader {
 public:
  EntryReader(const config::Section& study, const Node& entry) : study_(study), entry_(entry) {}

  std::optional<SearchKey> read() {
    const Table& table = *entry_.table();
    for (const Node& value : table.entries) {
      if (std::find(entry_names.begin(), entry_names.end(), value.key) == entry_names.end()) {
        fail(value.key_origin, fmt::format("unknown key \"{}\"{}", value.key, hint(value.key)));
      }
    }
    const auto name = key();
    const auto distribution = this->distribution();
    const auto limits = this->limits();
    const auto perturbation = this->perturbation();
    if (!name || !distribution || failed_) return std::nullopt;
    SearchKey result{*name, entry_.table()->find("key")->origin, *distribution, limits,
                     perturbation};
    check_limits(result);
    return failed_ ? std::nullopt : std::optional(std::move(result));
  }

 private:
  static std::string hint(const std::string& word) {
    auto suggestion = did_you_mean(word, entry_names);
    return suggestion.empty() ? fmt::format("; allowed are {}", fmt::join(entry_names, ", "))
                              : suggestion;
  }

  void fail(const config::Origin& place, const std::string& what) {
    failed_ = true;
    const std::string prefix = name_.empty() ? "" : name_ + ": ";
    study_.error(place, "search", prefix + what);
  }

  std::optional<std::string> key() {
    const Node* node = entry_.table()->find("key");
    if (!node) {
      fail(entry_.origin, "key is missing; must name a parameter, as \"model.co_dim\"");
      return std::nullopt;
    }
    const auto* text = std::get_if<std::string>(&node->value);
    if (!text || config::split_keys(*text).empty()) {
      fail(node->origin, fmt::format("key: {} is no key; must be as \"model.co_dim\"",
                                     config::excerpt(node->value)));
      return std::nullopt;
    }
    name_ = *text;
    return name_;
  }

  std::optional<Distribution> distribution() {
    std::vector<const Node*> found;
    for (const Node& value : entry_.table()->entries) {
      const auto& names = distribution_names;
      if (std::find(names.begin(), names.end(), value.key) != names.end()) found.push_back(&value);
    }
    if (found.size() == 1) return distribution(*found.front());
    if (found.empty()) {
      fail(entry_.origin, fmt::format("says not how to draw; give one of {}",
                                      fmt::join(distribution_names, ", ")));
    } else {
      fail(found[1]->key_origin, fmt::format("both {} and {} are given; leave one of them",
                                             found[0]->key, found[1]->key));
    }
    return std::nullopt;
  }

  std::optional<Distribution> distribution(const Node& node) {
    if (node.key == "choice" || node.key == "grid") return values(node);
    if (node.key == "fixed") return Fixed{node};
    if (node.key == "integer") return integers(node);
    const auto numbers = pair(node);
    if (!numbers) return std::nullopt;
    const auto [first, second] = *numbers;
    if (node.key == "normal") {
      if (second > 0) return Normal{first, second};
      fail(node.origin, "normal: the standard deviation, the second number, must be above 0");
      return std::nullopt;
    }
    if (first >= second) {
      fail(node.origin, fmt::format("{}: must be [low, high] with low below high", node.key));
      return std::nullopt;
    }
    if (node.key == "uniform") return Uniform{first, second};
    if (first > 0) return LogUniform{first, second};
    fail(node.origin, "log_uniform: both ends must be above 0");
    return std::nullopt;
  }

  std::optional<Distribution> values(const Node& node) {
    const auto* list = std::get_if<List>(&node.value);
    if (!list || list->items.empty()) {
      fail(node.origin, fmt::format("{}: must be a list of at least one value", node.key));
      return std::nullopt;
    }
    std::set<std::string> seen;
    for (const Node& item : list->items) {
      if (seen.insert(config::toml_value(item.value)).second) continue;
      fail(item.origin,
           fmt::format("{}: {} is there twice", node.key, config::excerpt(item.value)));
    }
    return node.key == "choice" ? Distribution(Choice{list->items})
                                : Distribution(Axis{list->items});
  }

  std::optional<Distribution> integers(const Node& node) {
    const auto* list = std::get_if<List>(&node.value);
    const auto end = [&](std::size_t i) {
      return list && list->items.size() == 2 ? std::get_if<std::int64_t>(&list->items[i].value)
                                             : nullptr;
    };
    const auto *low = end(0), *high = end(1);
    constexpr std::int64_t most = 0xfffffffe;  // of 32-bit draws
    if (low && high && *low < *high &&
        static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(*low) <=
            std::uint64_t{most}) {
      return Integers{*low, *high};
    }
    fail(node.origin,
         "integer: must be [low, high], two integers with low below high and fewer than 2^32 "
         "values; both ends are drawn");
    return std::nullopt;
  }

  /// Two numbers, or a mistake.
  std::optional<std::pair<double, double>> pair(const Node& node) {
    const auto* list = std::get_if<List>(&node.value);
    if (list && list->items.size() == 2) {
      const auto first = number_of(list->items[0]), second = number_of(list->items[1]);
      if (first && second) return std::pair(*first, *second);
    }
    fail(node.origin, fmt::format("{}: must be a list of two finite numbers", node.key));
    return std::nullopt;
  }

  std::optional<Limits> limits() {
    const Node* node = entry_.table()->find("limits");
    if (!node) return std::nullopt;
    const auto numbers = pair(*node);
    if (!numbers) return std::nullopt;
    if (numbers->first < numbers->second) return Limits{numbers->first, numbers->second};
    fail(node->origin, "limits: must be [lowest, highest] with lowest below highest");
    return std::nullopt;
  }

  std::optional<Perturbation> perturbation() {
    const Node* width = entry_.table()->find("perturb");
    const Node* space = entry_.table()->find("space");
    if (space && !width) {
      fail(space->key_origin, "space: says how perturb works, and there is no perturb");
      return std::nullopt;
    }
    if (!width) return std::nullopt;
    const auto number = number_of(*width);
    if (!number || !(*number > 0 && *number < 1)) {
      fail(width->origin, "perturb: must be a number above 0 and below 1, as 0.3");
      return std::nullopt;
    }
    const auto* word = space ? std::get_if<std::string>(&space->value) : nullptr;
    if (space && (!word || (*word != "linear" && *word != "log"))) {
      fail(space->origin, fmt::format("space: {} is not allowed; must be \"linear\" or \"log\"",
                                      config::excerpt(space->value)));
      return std::nullopt;
    }
    return Perturbation{*number, word && *word == "log"};
  }

  /// Limits are of numbers, and hold for some value at least.
  void check_limits(const SearchKey& key) {
    const bool numeric = std::holds_alternative<Uniform>(key.distribution) ||
                         std::holds_alternative<LogUniform>(key.distribution) ||
                         std::holds_alternative<Normal>(key.distribution) ||
                         (key.perturbation && std::holds_alternative<Fixed>(key.distribution));
    if (key.limits && !numeric) {
      fail(entry_.table()->find("limits")->key_origin,
           "limits: are for uniform, log_uniform and normal, and for what perturb changes");
      return;
    }
    if (!key.limits) return;
    for (const Node& value : extreme_values(key)) {
      const auto number = number_of(value);
      if (number && !key.limits->hold(*number)) {
        fail(value.origin,
             fmt::format("{} is outside of the limits", config::excerpt(value.value)));
      }
    }
  }

  const config::Section& study_;
  const Node& entry_;
  std::string name_;
  bool failed_ = false;
};

}  // namespace

std::optional<SearchKey> read_entry(const config::Section& study, const Node& entry) {
  return EntryReader(study, entry).read();
}

}  // namespace npd::study
