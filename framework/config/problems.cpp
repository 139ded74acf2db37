#include "config/problems.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace npd::config {
namespace {

constexpr std::size_t most_lines = 50;

/// A message's first line, and what explains it. Where a plugin was looked for is the same for all
/// that were not found: it is told once.
std::pair<std::string, std::string> split_at_line(const std::string& text) {
  const auto end = std::min(text.find('\n'), text.size());
  return {text.substr(0, end), text.substr(std::min(end + 1, text.size()))};
}

auto order(const Origin& origin) {
  const std::string_view name = origin.source ? origin.source->name : std::string_view();
  return std::make_tuple(origin.line == 0, name, origin.line, origin.column);
}

}  // namespace

std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
  return out;
}

bool comes_before(const Origin& a, const Origin& b) { return order(a) < order(b); }

std::string located(const Origin& origin, const KeyPath& path, const std::string& what) {
  const std::string key = key_text(path);
  return origin.text() + ": " + (key.empty() ? "" : key + ": ") + what;
}

void Problems::add(const Origin& origin, const KeyPath& path, const std::string& what,
                   Fault fault) {
  const auto [first, rest] = split_at_line(what);
  problems_.push_back({origin, indented(located(origin, path, first)), rest, fault});
}

void Problems::throw_if_any() const {
  if (problems_.empty()) return;
  std::vector<Problem> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    return comes_before(a.origin, b.origin);
  });
  std::vector<std::string> lines, explanations;
  for (const Problem& problem : sorted) {
    // A file that is included twice has each of its mistakes twice.
    if (lines.empty() || lines.back() != problem.text) lines.push_back(problem.text);
    const auto& more = problem.explanation;
    const bool known =
        std::find(explanations.begin(), explanations.end(), more) != explanations.end();
    if (!more.empty() && !known) explanations.push_back(more);
  }
  if (lines.size() > most_lines) {
    const auto more = lines.size() - most_lines;
    lines.resize(most_lines);
    lines.push_back(fmt::format("... and {} more", more));
  }
  lines.insert(lines.end(), explanations.begin(), explanations.end());
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  const bool only_plugins =
      std::all_of(problems_.begin(), problems_.end(),
                  [](const Problem& problem) { return problem.fault == Fault::plugin; });
  if (only_plugins) throw PluginError(text);
  throw ConfigError(text);
}

}  // namespace npd::config
