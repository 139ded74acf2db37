#include "results/figures.hpp"

#include <npd/error.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <type_traits>
#include <utility>

namespace npd::results {
namespace {

using FigureJson = nlohmann::ordered_json;
using Numbers = std::vector<double>;

/// Visits the members of a part of a figure, the same for writing and reading.
template <class Members, class Part>
void visit(Members& members, Part& part) {
  using T = std::remove_const_t<Part>;
  if constexpr (std::is_same_v<T, FigureAxis>) {
    members("label", part.label);
    members("unit", part.unit);
    members("logarithmic", part.logarithmic);
  } else if constexpr (std::is_same_v<T, Figure>) {
    members("name", part.name);
    members("title", part.title);
    members("x", part.x);
    members("y", part.y);
    members("z", part.z);
    members("categories", part.categories);
    members("series", part.series);
    members("notes", part.notes);
  } else {
    members("name", part.name);
    if constexpr (requires { part.group; }) members("group", part.group);
    if constexpr (requires { part.x; }) members("x", part.x);
    if constexpr (requires { part.y; }) members("y", part.y);
    if constexpr (requires { part.z; }) members("z", part.z);
    if constexpr (requires { part.values; }) members("values", part.values);
    if constexpr (requires { part.low; }) members("low", part.low);
    if constexpr (requires { part.high; }) members("high", part.high);
    if constexpr (requires { part.labels; }) members("labels", part.labels);
  }
}

template <class T>
constexpr const char* type_name_of() {
  if constexpr (std::is_same_v<T, Line>) return "line";
  if constexpr (std::is_same_v<T, Points>) return "points";
  if constexpr (std::is_same_v<T, Path>) return "path";
  if constexpr (std::is_same_v<T, HeatMap>) return "heat_map";
  if constexpr (std::is_same_v<T, Bars>) return "bars";
}

class Write {
 public:
  explicit Write(FigureJson& json) : json_(json) {}

  void operator()(const char* key, const std::string& text) const {
    if (!text.empty()) json_[key] = text;
  }
  void operator()(const char* key, bool truth) const {
    if (truth) json_[key] = true;
  }
  void operator()(const char* key, const std::vector<std::string>& texts) const {
    if (!texts.empty()) json_[key] = texts;
  }
  void operator()(const char* key, const Numbers& numbers) const {
    if (numbers.empty()) return;
    FigureJson& array = json_[key] = FigureJson::array();
    // JSON has no NaN; the library would write null for it, too, but does not promise to.
    for (const double x : numbers)
      array.push_back(std::isnan(x) ? FigureJson(nullptr) : FigureJson(x));
  }
  void operator()(const char* key, const FigureAxis& axis) const {
    if (axis.label.empty()) return;
    visit_part(json_[key] = FigureJson::object(), axis);
  }
  void operator()(const char* key, const std::vector<Series>& all) const {
    FigureJson& array = json_[key] = FigureJson::array();
    for (const auto& one : all) {
      std::visit(
          [&]<class T>(const T& series) {
            array.push_back({{"type", type_name_of<T>()}});
            visit_part(array.back(), series);
          },
          one);
    }
  }

  template <class Part>
  static void visit_part(FigureJson& json, const Part& part) {
    const Write write(json);
    visit(write, part);
  }

 private:
  FigureJson& json_;
};

class Read {
 public:
  explicit Read(const FigureJson& json) : json_(json) {}

  template <class T>
  void operator()(const char* key, T& value) const {
    if (json_.contains(key)) read(json_.at(key), value);
  }

  template <class Part>
  static void visit_part(const FigureJson& json, Part& part) {
    const Read reader(json);
    visit(reader, part);
  }

 private:
  static void read(const FigureJson& json, std::string& text) { text = json.get<std::string>(); }
  static void read(const FigureJson& json, bool& truth) { truth = json.get<bool>(); }
  static void read(const FigureJson& json, std::vector<std::string>& texts) {
    texts = json.get<std::vector<std::string>>();
  }
  static void read(const FigureJson& json, Numbers& numbers) {
    for (const auto& x : json) {
      numbers.push_back(x.is_null() ? std::numeric_limits<double>::quiet_NaN() : x.get<double>());
    }
  }
  static void read(const FigureJson& json, FigureAxis& axis) { visit_part(json, axis); }
  static void read(const FigureJson& json, std::vector<Series>& all) {
    for (const auto& one : json) all.push_back(series_of(one));
  }

  static Series series_of(const FigureJson& json) {
    const auto type = json.at("type").get<std::string>();
    for (Series series :
         {Series(Line{}), Series(Points{}), Series(Path{}), Series(HeatMap{}), Series(Bars{})}) {
      const bool found = std::visit(
          [&]<class T>(T& one) {
            if (type != type_name_of<T>()) return false;
            visit_part(json, one);
            return true;
          },
          series);
      if (found) return series;
    }
    throw DataError("there are no series of the type \"" + type + "\"");
  }

  const FigureJson& json_;
};

}  // namespace

std::string figures_json(const std::vector<Figure>& figures) {
  FigureJson json = {{"figures", FigureJson::array()}};
  for (const auto& figure : figures) {
    json["figures"].push_back(FigureJson::object());
    Write::visit_part(json["figures"].back(), figure);
  }
  return json.dump(1) + "\n";
}

std::vector<Figure> read_figures(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw DataError(file.string() + ": cannot be read");
  try {
    std::vector<Figure> figures;
    const FigureJson json = FigureJson::parse(in);
    for (const auto& one : json.at("figures")) {
      figures.emplace_back();
      Read::visit_part(one, figures.back());
    }
    check_figures(figures);
    return figures;
  } catch (const nlohmann::json::exception& error) {
    throw DataError(file.string() + ": holds no figures: " + error.what());
  } catch (const Error& error) {
    throw DataError(file.string() + ": " + error.what());
  }
}

}  // namespace npd::results
