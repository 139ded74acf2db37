#include <npd/params.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

namespace npd {
namespace {

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
  const auto words = choices.words();
  if (words.empty() || std::find(words.begin(), words.end(), word) != words.end()) {
    return std::nullopt;
  }
  return fmt::format("must be one of \"{}\"", fmt::join(words, "\", \""));
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

std::vector<std::string> Choices::words() const {
  std::vector<std::string> words;
  for (const auto& choice : all) words.push_back(choice.word);
  return words;
}

Choices one_of(std::vector<std::string> words) {
  Choices choices;
  for (auto& word : words) choices.all.push_back({std::move(word), {}});
  return choices;
}

Choices choices(std::vector<Choice> all) { return {std::move(all)}; }

ParameterInfo detail::info_of(std::string_view name, std::string_view doc) {
  ParameterInfo info;
  info.name = name;
  info.doc = doc;
  return info;
}

void detail::add_fact(ParameterInfo& info, const Bounds& bounds) { info.bounds = bounds; }
void detail::add_fact(ParameterInfo& info, const Choices& words) { info.choices = words; }
void detail::add_fact(ParameterInfo& info, std::string_view unit) { info.unit = unit; }

void detail::add_fact(ParameterInfo& info, Mark mark) {
  switch (mark) {
    case Mark::may_change_while_training:
      info.may_change_while_training = true;
      break;
    case Mark::changes_shapes:
      info.changes_shapes = true;
      break;
  }
}

std::string type_name(const ParameterRef& value) {
  return std::visit(Overloaded{
                        [](const bool*) -> std::string { return "true or false"; },
                        [](const std::int64_t*) -> std::string { return "integer"; },
                        [](const double*) -> std::string { return "number"; },
                        [](const std::string*) -> std::string { return "text"; },
                        [](const std::filesystem::path*) -> std::string { return "path"; },
                        []<class T>(const std::optional<T>*) {
                          T inner{};
                          return type_name(&inner);
                        },
                        []<class T>(const std::vector<T>*) {
                          T element{};
                          return fmt::format("list of {}s", type_name(&element));
                        },
                        [](const AnySlot* slot) -> std::string { return kind_name(slot->kind); },
                        [](const SlotListRef& list) {
                          return fmt::format("list of {}", kind_plural(list.kind()));
                        },
                        [](const TableRef&) -> std::string { return "table"; },
                        [](const TableListRef&) -> std::string { return "list of tables"; },
                    },
                    value);
}

namespace {

template <class T>
concept Unlimited = std::is_same_v<T, bool> || std::is_same_v<T, std::filesystem::path>;
template <Unlimited T>
std::optional<std::string> check_value(const ParameterInfo&, const T&) {
  return std::nullopt;
}
std::optional<std::string> check_value(const ParameterInfo& info, double value) {
  return check_number(info.bounds, value);
}
std::optional<std::string> check_value(const ParameterInfo& info, std::int64_t value) {
  return check_number(info.bounds, static_cast<double>(value));
}
std::optional<std::string> check_value(const ParameterInfo& info, const std::string& value) {
  return check_word(info.choices, value);
}
template <class T>
std::optional<std::string> check_value(const ParameterInfo& info, const std::optional<T>& value) {
  return value ? check_value(info, *value) : std::nullopt;
}
template <class T>
std::optional<std::string> check_value(const ParameterInfo& info, const std::vector<T>& value) {
  for (const auto& element : value) {
    if (auto text = check_value(info, element)) return "each element " + *text;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> violation(const ParameterInfo& info, const ParameterRef& value) {
  return std::visit(Overloaded{
                        [&]<class T>(T* v) { return check_value(info, *v); },
                        [](AnySlot*) { return std::optional<std::string>(); },
                        [](const SlotListRef&) { return std::optional<std::string>(); },
                        [](const TableRef&) { return std::optional<std::string>(); },
                        [](const TableListRef&) { return std::optional<std::string>(); },
                    },
                    value);
}

}  // namespace npd
