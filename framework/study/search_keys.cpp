#include "study/search_keys.hpp"

#include "study/search_entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace npd::study {
namespace {

using config::List;
using config::Node;

Node at(const config::Origin& origin, double value) { return {{}, origin, origin, value}; }

/// Two entries must not say the same key, nor one a part of the other.
void check_overlaps(const config::Section& study, const std::vector<SearchKey>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < keys.size(); ++j) {
      if (j < i && keys[i].key == keys[j].key) {
        study.error(keys[i].origin, "search", keys[i].key + ": is searched twice");
      } else if (keys[i].key.starts_with(keys[j].key + ".")) {
        study.error(keys[i].origin, "search",
                    fmt::format("{0}: lies inside {1}, which is searched, too; write it into each "
                                "table of {1}",
                                keys[i].key, keys[j].key));
      }
    }
  }
}

}  // namespace

std::vector<Node> extreme_values(const SearchKey& key) {
  std::vector<Node> values;
  if (const auto* d = std::get_if<Choice>(&key.distribution)) values = d->values;
  if (const auto* d = std::get_if<Axis>(&key.distribution)) values = d->values;
  if (const auto* d = std::get_if<Fixed>(&key.distribution)) values = {d->value};
  if (const auto* d = std::get_if<Uniform>(&key.distribution)) {
    values = {at(key.origin, d->low), at(key.origin, d->high)};
  }
  if (const auto* d = std::get_if<LogUniform>(&key.distribution)) {
    values = {at(key.origin, d->low), at(key.origin, d->high)};
  }
  if (const auto* d = std::get_if<Integers>(&key.distribution)) {
    for (const auto end : {d->low, d->high}) values.push_back({{}, key.origin, key.origin, end});
  }
  if (const auto* d = std::get_if<Normal>(&key.distribution)) {
    values = {at(key.origin, d->mean)};
  }
  if (key.limits) {
    values.push_back(at(key.origin, key.limits->lowest));
    values.push_back(at(key.origin, key.limits->highest));
  }
  return values;
}

std::vector<SearchKey> read_search(const config::Section& study) {
  std::vector<SearchKey> keys;
  const Node* node = study.value("search");
  if (!node) return keys;
  const auto* list = std::get_if<List>(&node->value);
  const bool tables = list && std::all_of(list->items.begin(), list->items.end(),
                                          [](const Node& item) { return item.table(); });
  if (!tables) {
    study.error("search", "must be tables, each under a line [[study.search]]");
    return keys;
  }
  for (const Node& entry : list->items) {
    if (auto key = read_entry(study, entry)) keys.push_back(std::move(*key));
  }
  check_overlaps(study, keys);
  return keys;
}

}  // namespace npd::study
