#include <npd/error.hpp>
#include <npd/figure.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <type_traits>

namespace npd {
namespace {

using Numbers = std::vector<double>;

template <class T>
constexpr const char* type_text() {
  if constexpr (std::is_same_v<T, Line>) return "line";
  if constexpr (std::is_same_v<T, Points>) return "points";
  if constexpr (std::is_same_v<T, Path>) return "path";
  if constexpr (std::is_same_v<T, HeatMap>) return "heat map";
  if constexpr (std::is_same_v<T, Bars>) return "bars";
}

/// Checks the series of one figure.
class SeriesCheck {
 public:
  explicit SeriesCheck(const Figure& figure) : figure_(figure) {}

  template <class T>
  void operator()(const T& series) {
    where_ = fmt::format("figure \"{}\", {} \"{}\"", figure_.name, type_text<T>(), series.name);
    if (series.name.empty()) throw PluginError(where_ + ": has no name");
    if (!names_.insert(series.name).second) {
      throw PluginError(where_ + ": another series has this name");
    }
    check(series);
  }

  /// Whether what was seen goes together.
  void check_company() const {
    const bool flat = flat_ > 0, space = space_ > 0, bars = bars_ > 0;
    if (flat + space + bars > 1 || heat_maps_ > 1) {
      throw PluginError(fmt::format(
          "figure \"{}\": a figure has lines, points and at most one heat map, or paths and points "
          "with a z, or bars; make several figures of it",
          figure_.name));
    }
    if (flat + space + bars == 0) {
      throw PluginError(fmt::format("figure \"{}\": has no series", figure_.name));
    }
  }

  bool needs_z() const { return space_ > 0 || heat_maps_ > 0; }
  bool has_bars() const { return bars_ > 0; }

 private:
  void check(const Line& line) {
    ++flat_;
    numbers("x", line.x, line.x.size(), figure_.x);
    numbers("y", line.y, line.x.size(), figure_.y);
    band(line.low, line.high, line.y.size());
  }

  void check(const Points& points) {
    ++(points.z.empty() ? flat_ : space_);
    numbers("x", points.x, points.x.size(), figure_.x);
    numbers("y", points.y, points.x.size(), figure_.y);
    if (!points.z.empty()) numbers("z", points.z, points.x.size(), figure_.z);
    if (!points.labels.empty()) size("labels", points.labels.size(), points.x.size());
  }

  void check(const Path& path) {
    ++space_;
    numbers("x", path.x, path.x.size(), figure_.x);
    numbers("y", path.y, path.x.size(), figure_.y);
    numbers("z", path.z, path.x.size(), figure_.z);
  }

  void check(const HeatMap& map) {
    ++flat_;
    ++heat_maps_;
    numbers("x", map.x, map.x.size(), figure_.x);
    numbers("y", map.y, map.y.size(), figure_.y);
    numbers("values", map.values, map.x.size() * map.y.size(), figure_.z);
  }

  void check(const Bars& bars) {
    ++bars_;
    numbers("values", bars.values, figure_.categories.size(), figure_.y);
    band(bars.low, bars.high, bars.values.size());
  }

  void band(const Numbers& low, const Numbers& high, std::size_t count) {
    if (low.empty() && high.empty()) return;
    numbers("low", low, count, figure_.y);
    numbers("high", high, count, figure_.y);
    for (std::size_t i = 0; i < count; ++i) {
      if (low[i] > high[i]) {
        throw PluginError(
            fmt::format("{}: low[{}] = {} is above high, {}", where_, i, low[i], high[i]));
      }
    }
  }

  void size(const char* what, std::size_t found, std::size_t expected) const {
    if (found == expected) return;
    throw ShapeError(
        fmt::format("{}: {}: expected {} elements, found {}", where_, what, expected, found));
  }

  void numbers(const char* what, const Numbers& values, std::size_t expected,
               const FigureAxis& axis) const {
    size(what, values.size(), expected);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isinf(values[i])) {
        throw PluginError(fmt::format("{}: {}[{}] is infinite; NaN leaves a gap", where_, what, i));
      }
      if (axis.logarithmic && values[i] <= 0) {
        throw PluginError(fmt::format("{}: {}[{}] = {} is not above 0, but its axis is logarithmic",
                                      where_, what, i, values[i]));
      }
    }
  }

  const Figure& figure_;
  std::string where_;
  std::set<std::string> names_;
  int flat_ = 0, space_ = 0, bars_ = 0, heat_maps_ = 0;
};

void check_label(const Figure& figure, const char* which, const FigureAxis& axis) {
  if (!axis.label.empty()) return;
  throw PluginError(fmt::format("figure \"{}\": the {} axis has no label", figure.name, which));
}

}  // namespace

void check_figure(const Figure& figure) {
  if (!is_id(figure.name)) {
    throw PluginError(
        fmt::format("a figure is called \"{}\"; a name is lower-case letters, digits and "
                    "underscores and starts "
                    "with a letter",
                    figure.name));
  }
  if (figure.title.empty() || figure.title.find('\n') != std::string::npos) {
    throw PluginError(fmt::format("figure \"{}\": the title must be one line", figure.name));
  }
  SeriesCheck check(figure);
  for (const auto& series : figure.series) std::visit(check, series);
  check.check_company();
  check_label(figure, "x", figure.x);
  check_label(figure, "y", figure.y);
  if (check.needs_z()) check_label(figure, "z", figure.z);
  if (!check.has_bars()) return;
  std::set<std::string> seen;
  for (const auto& category : figure.categories) {
    if (category.empty() || !seen.insert(category).second) {
      throw PluginError(fmt::format("figure \"{}\": a category is empty or there twice: \"{}\"",
                                    figure.name, category));
    }
  }
}

void check_figures(const std::vector<Figure>& figures) {
  std::set<std::string> names;
  for (const auto& figure : figures) {
    check_figure(figure);
    if (!names.insert(figure.name).second) {
      throw PluginError(fmt::format("two figures are called \"{}\"", figure.name));
    }
  }
}

}  // namespace npd
