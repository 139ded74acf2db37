#include "results/figures.hpp"

#include <npd/atomic_file.hpp>
#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

/// Numbers of which text keeps no digit too few.
const std::vector<double> awkward{0.1, 1.0 / 3, 1e-300, -0.0, NAN};

Figure plane() {
  Figure figure{.name = "plane", .title = "Lines, \"points\" and a map"};
  figure.x = {"Time", "ms"};
  figure.y = {"Rate", "Hz", true};
  figure.z = {"Density", ""};
  figure.series = {Line{.name = "mean",
                        .group = "truth",
                        .x = {1, 2},
                        .y = {0.1, 1.0 / 3},
                        .low = {0.05, 0.1},
                        .high = {1, 2}},
                   Points{.name = "events", .x = {1}, .y = {2}, .labels = {"first"}},
                   HeatMap{.name = "map", .x = {1, 2}, .y = {3}, .values = {NAN, 5}}};
  figure.notes = {"Seen from above."};
  return figure;
}

Figure space() {
  Figure figure{.name = "space", .title = "Where it goes"};
  figure.x = {"a", ""};
  figure.y = {"b", ""};
  figure.z = {"c", ""};
  figure.series = {Path{.name = "way", .x = awkward, .y = awkward, .z = awkward},
                   Points{.name = "ends", .group = "way", .x = {1}, .y = {2}, .z = {3}}};
  return figure;
}

Figure bars() {
  Figure figure{.name = "bars", .title = "How many"};
  figure.x = {"Kind", ""};
  figure.y = {"Count", ""};
  figure.categories = {"stable", "saddle"};
  figure.series = {Bars{.name = "truth", .values = {3, 2}, .low = {1, 1}, .high = {4, 4}}};
  return figure;
}

std::string message_of(const std::string& text) {
  const testing::TemporaryFolder folder;
  write_text(folder / "f.json", text);
  try {
    read_figures(folder / "f.json");
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("figures are read as they were written, to the bit") {
  const testing::TemporaryFolder folder;
  const std::string text = figures_json({plane(), space(), bars()});
  write_text(folder / "f.json", text);
  const auto read = read_figures(folder / "f.json");
  REQUIRE(read.size() == 3);
  CHECK(figures_json(read) == text);

  CHECK(read[0].title == plane().title);
  CHECK(read[0].y.logarithmic);
  CHECK(read[0].y.unit == "Hz");
  CHECK(read[0].notes == plane().notes);
  CHECK(std::get<Line>(read[0].series[0]).high == std::vector<double>{1, 2});
  CHECK(std::get<Line>(read[0].series[0]).group == "truth");
  CHECK(std::get<Points>(read[0].series[1]).labels == std::vector<std::string>{"first"});
  CHECK(std::get<HeatMap>(read[0].series[2]).values[1] == 5);
  const auto& z = std::get<Path>(read[1].series[0]).z;
  REQUIRE(z.size() == awkward.size());
  CHECK(std::memcmp(z.data(), awkward.data(), (z.size() - 1) * sizeof(double)) == 0);
  CHECK(std::isnan(z.back()));
  CHECK(read[2].categories == bars().categories);
  CHECK(std::get<Bars>(read[2].series[0]).values == std::vector<double>{3, 2});
}

TEST_CASE("what is empty is not written") {
  const std::string text = figures_json({bars()});
  CHECK_THAT(text, !testing::ContainsSubstring("\"z\""));
  CHECK_THAT(text, !testing::ContainsSubstring("\"unit\""));
  CHECK_THAT(text, !testing::ContainsSubstring("\"group\""));
}

TEST_CASE("files that hold no figures say why") {
  using testing::ContainsSubstring;
  CHECK_THROWS_WITH(read_figures("nowhere.json"), "nowhere.json: cannot be read");
  CHECK_THAT(message_of("{"), ContainsSubstring("f.json: holds no figures: "));
  CHECK_THAT(message_of("{}"), ContainsSubstring("f.json: holds no figures: "));
  CHECK_THAT(message_of(R"({"figures": [{"name": "f", "series": [{"type": "pie"}]}]})"),
             ContainsSubstring("f.json: there are no series of the type \"pie\""));
  CHECK_THAT(message_of(R"({"figures": [{"name": "f", "title": 3}]})"),
             ContainsSubstring("f.json: holds no figures: "));
  CHECK_THAT(message_of(R"({"figures": [{"name": "f", "title": "t"}]})"),
             ContainsSubstring("f.json: figure \"f\": has no series"));
}

}  // namespace npd::results
