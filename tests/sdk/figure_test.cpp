#include <npd/error.hpp>
#include <npd/figure.hpp>

#include <cmath>
#include <functional>
#include <string>

#include <npd/testing/catch.hpp>

using npd::Bars;
using npd::Figure;
using npd::HeatMap;
using npd::Line;
using npd::Path;
using npd::Points;
using npd::testing::Equals;

namespace {

Figure with(std::vector<npd::Series> series) {
  Figure figure{.name = "f", .title = "What to see"};
  figure.x = {"Time", "ms"};
  figure.y = {"Rate", "Hz"};
  figure.z = {"Rate", "Hz"};
  figure.categories = {"a", "b"};
  figure.series = std::move(series);
  return figure;
}

Line line() { return {.name = "l", .x = {1, 2}, .y = {3, NAN}, .low = {2, NAN}, .high = {4, NAN}}; }

HeatMap heat_map() {
  return {.name = "h", .x = {1, 2}, .y = {1, 2, 3}, .values = {1, 2, 3, 4, 5, 6}};
}

Points in_space() { return {.name = "p", .x = {1}, .y = {1}, .z = {1}, .labels = {"start"}}; }

Path path() { return {.name = "way", .group = "truth", .x = {1, 2}, .y = {1, 2}, .z = {1, 2}}; }

Bars bars() { return {.name = "b", .values = {1, 2}, .low = {0, 1}, .high = {2, 3}}; }

/// The message of a figure that was spoilt.
template <class Error>
std::string fault(Figure figure, const std::function<void(Figure&)>& spoil) {
  spoil(figure);
  try {
    npd::check_figure(figure);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("figures that can be drawn are accepted") {
  CHECK_NOTHROW(
      npd::check_figure(with({line(), heat_map(), Points{.name = "p", .x = {1}, .y = {2}}})));
  CHECK_NOTHROW(npd::check_figure(with({path(), in_space()})));
  CHECK_NOTHROW(npd::check_figure(with({bars()})));
  CHECK_NOTHROW(npd::check_figures({}));
}

TEST_CASE("sizes of a figure's series agree") {
  const auto size_fault = [](npd::Series series) {
    return fault<npd::ShapeError>(with({std::move(series)}), [](Figure&) {});
  };
  CHECK(size_fault(Line{.name = "l", .x = {1, 2}, .y = {1}}) ==
        "figure \"f\", line \"l\": y: expected 2 elements, found 1");
  CHECK(size_fault(Line{.name = "l", .x = {1}, .y = {1}, .low = {1}}) ==
        "figure \"f\", line \"l\": high: expected 1 elements, found 0");
  CHECK(size_fault(Points{.name = "p", .x = {1}, .y = {1}, .labels = {"a", "b"}}) ==
        "figure \"f\", points \"p\": labels: expected 1 elements, found 2");
  CHECK(size_fault(Points{.name = "p", .x = {1}, .y = {1}, .z = {1, 2}}) ==
        "figure \"f\", points \"p\": z: expected 1 elements, found 2");
  CHECK(size_fault(Path{.name = "w", .x = {1}, .y = {1}, .z = {}}) ==
        "figure \"f\", path \"w\": z: expected 1 elements, found 0");
  CHECK(size_fault(HeatMap{.name = "h", .x = {1, 2}, .y = {1}, .values = {1}}) ==
        "figure \"f\", heat map \"h\": values: expected 2 elements, found 1");
  CHECK(size_fault(Bars{.name = "b", .values = {1}}) ==
        "figure \"f\", bars \"b\": values: expected 2 elements, found 1");
}

TEST_CASE("numbers of a figure are finite, gaps, and fit their axis") {
  const auto number_fault = [](Line l, bool logarithmic = false) {
    return fault<npd::PluginError>(with({std::move(l)}),
                                   [&](Figure& f) { f.y.logarithmic = logarithmic; });
  };
  CHECK(number_fault({.name = "l", .x = {1}, .y = {INFINITY}}) ==
        "figure \"f\", line \"l\": y[0] is infinite; NaN leaves a gap");
  CHECK(number_fault({.name = "l", .x = {1, 2}, .y = {1, 0}}, true) ==
        "figure \"f\", line \"l\": y[1] = 0 is not above 0, but its axis is logarithmic");
  CHECK(number_fault({.name = "l", .x = {1}, .y = {1}, .low = {2}, .high = {1}}) ==
        "figure \"f\", line \"l\": low[0] = 2 is above high, 1");
  CHECK(number_fault({.name = "l", .x = {1}, .y = {NAN}}, true) == "none");
}

TEST_CASE("what a figure says is said") {
  const auto spoilt = [](const std::function<void(Figure&)>& spoil) {
    return fault<npd::PluginError>(with({line()}), spoil);
  };
  CHECK_THAT(spoilt([](Figure& f) { f.name = "My Figure"; }),
             npd::testing::StartsWith("a figure is called \"My Figure\""));
  CHECK(spoilt([](Figure& f) { f.title = ""; }) == "figure \"f\": the title must be one line");
  CHECK(spoilt([](Figure& f) { f.title = "a\nb"; }) == "figure \"f\": the title must be one line");
  CHECK(spoilt([](Figure& f) { f.x.label = ""; }) == "figure \"f\": the x axis has no label");
  CHECK(spoilt([](Figure& f) { f.z.label = ""; }) == "none");
  CHECK(spoilt([](Figure& f) {
          f.series = {heat_map()};
          f.z.label = "";
        }) == "figure \"f\": the z axis has no label");
  CHECK(spoilt([](Figure& f) { std::get<Line>(f.series[0]).name = ""; }) ==
        "figure \"f\", line \"\": has no name");
  CHECK(spoilt([](Figure& f) { f.series.push_back(line()); }) ==
        "figure \"f\", line \"l\": another series has this name");
  CHECK(spoilt([](Figure& f) {
          f.series = {bars()};
          f.categories = {"a", "a"};
        }) == "figure \"f\": a category is empty or there twice: \"a\"");
}

TEST_CASE("a figure is a plane, a space or bars") {
  for (const auto& series : std::vector<std::vector<npd::Series>>{
           {line(), path()},
           {line(), in_space()},
           {bars(), line()},
           {heat_map(), HeatMap{.name = "second", .x = {1}, .y = {1}, .values = {1}}}}) {
    CHECK_THAT(fault<npd::PluginError>(with(series), [](Figure&) {}),
               npd::testing::ContainsSubstring("make several figures of it"));
  }
  CHECK(fault<npd::PluginError>(with({}), [](Figure&) {}) == "figure \"f\": has no series");
  CHECK_THROWS_WITH(npd::check_figures({with({line()}), with({bars()})}),
                    "two figures are called \"f\"");
}
