#include <npd/params.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

namespace npd {
namespace {

template <class T>
constexpr bool is_number = std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::optional<std::string> check_number(const Bounds& bounds, double value) {
  if (bounds.allow(value)) return std::nullopt;
  const std::string text = bounds.text();
  return text.empty() ? "must be a finite number" : "must be " + text;
}

std::optional<std::string> check_word(const Choices& choices, const std::string& word) {
  if (choices.words.empty()) return std::nullopt;
  if (std::find(choices.words.begin(), choices.words.end(), word) != choices.words.end()) {
    return std::nullopt;
  }
  return fmt::format("must be one of \"{}\"", fmt::join(choices.words, "\", \""));
}

}  // namespace

bool Bounds::allow(double value) const {
  if (!std::isfinite(value)) return false;
  return (lowest_open ? value > lowest : value >= lowest) &&
         (highest_open ? value < highest : value <= highest);
}

std::string Bounds::text() const {
  const bool low = std::isfinite(lowest), high = std::isfinite(highest);
  if (low && high) {
    return fmt::format("in {}{}, {}{}", lowest_open ? '(' : '[', lowest, highest,
                       highest_open ? ')' : ']');
  }
  if (low) return fmt::format("{} {}", lowest_open ? "above" : "at least", lowest);
  if (high) return fmt::format("{} {}", highest_open ? "below" : "at most", highest);
  return {};
}

Bounds within(double lowest, double highest) { return {lowest, highest, false, false}; }
Bounds from_below(double lowest, double highest) { return {lowest, highest, false, true}; }
Bounds above(double lowest) { return {.lowest = lowest, .lowest_open = true}; }
Bounds at_least(double lowest) { return {.lowest = lowest}; }

Choices one_of(std::vector<std::string> words) { return {std::move(words)}; }

std::string type_name(const ParameterRef& value) {
  return std::visit(Overloaded{
                        [](const bool*) { return "true or false"; },
                        [](const std::int64_t*) { return "integer"; },
                        [](const double*) { return "number"; },
                        [](const std::string*) { return "text"; },
                        [](const std::filesystem::path*) { return "path"; },
                        [](const std::vector<std::int64_t>*) { return "list of integers"; },
                        [](const std::vector<double>*) { return "list of numbers"; },
                        [](const std::vector<std::string>*) { return "list of texts"; },
                        [](const GeneratorSlot*) { return "generator"; },
                        [](const ReadoutSlot*) { return "readout"; },
                    },
                    value);
}

std::optional<std::string> violation(const ParameterInfo& info, const ParameterRef& value) {
  const auto check = [&info]<class T>(const T* v) -> std::optional<std::string> {
    if constexpr (is_number<T>) {
      return check_number(info.bounds, static_cast<double>(*v));
    } else if constexpr (std::is_same_v<T, std::string>) {
      return check_word(info.choices, *v);
    } else if constexpr (std::is_same_v<T, std::vector<double>> ||
                         std::is_same_v<T, std::vector<std::int64_t>>) {
      for (const auto element : *v) {
        if (auto text = check_number(info.bounds, static_cast<double>(element))) {
          return "each element " + *text;
        }
      }
      return std::nullopt;
    } else {
      return std::nullopt;
    }
  };
  return std::visit(check, value);
}

}  // namespace npd
