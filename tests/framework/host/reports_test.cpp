#include "fixture_registry.hpp"

#include <npd/dataset.hpp>
#include <npd/generator.hpp>
#include <npd/metric.hpp>
#include <npd/readout.hpp>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

struct Heard final : Listener {
  std::vector<std::string> lines, works;
  std::vector<double> shares;

  void line(const std::string& text) override { lines.push_back(text); }
  void progress(double share, const std::string& text) override {
    shares.push_back(share);
    works.push_back(text);
  }
};

std::shared_ptr<Generator> telling(Registry& registry, const std::string& fault) {
  GivenParams params;
  params.text = fault;
  return registry.make<Generator>(registry.find(Kind::generator, "telling"), params, {2, 3});
}

}  // namespace

TEST_CASE("what a plugin says is heard in its name, a line in one line") {
  auto registry = registry_of(fixtures);
  const auto heard = std::make_shared<Heard>();
  registry.reports().listen(heard);
  GivenParams params;
  RandomStream random(0, "data");
  registry.make<Dataset>(registry.find(Kind::dataset, "talking"), params)->make(random);
  CHECK(heard->lines == std::vector<std::string>{"dataset \"talking\": made up",
                                                 "warning: dataset \"talking\": take care"});
  CHECK(heard->works == std::vector<std::string>{"dataset \"talking\": thinking"});
  CHECK(heard->shares == std::vector<double>{0.5});
}

TEST_CASE("plugins of every other kind are heard, too") {
  auto registry = registry_of(fixtures);
  const auto heard = std::make_shared<Heard>();
  registry.reports().listen(heard);
  GivenParams params;
  telling(registry, "")->step(at::zeros({4, 2}), at::zeros({4, 3}));
  registry.make<Readout>(registry.find(Kind::readout, "remarking"), params, {3, 3})
      ->output_parameters(at::zeros({4, 3}));
  registry.make<Metric>(registry.find(Kind::metric, "judging"), params)->scores();
  CHECK(heard->lines == std::vector<std::string>{"generator \"telling\": stepping",
                                                 "readout \"remarking\": reading out",
                                                 "warning: metric \"judging\": no scores today"});
}

TEST_CASE("a plugin may speak after its listener and its registry are gone") {
  std::shared_ptr<Dataset> dataset;
  const auto heard = std::make_shared<Heard>();
  {
    auto registry = registry_of(fixtures);
    registry.reports().listen(heard);
    GivenParams params;
    dataset = registry.make<Dataset>(registry.find(Kind::dataset, "talking"), params);
    registry.reports().listen(nullptr);
  }
  RandomStream random(0, "data");
  dataset->make(random);
  CHECK(heard->lines.empty());
}

TEST_CASE("further outputs of a generator pass through, and are checked") {
  auto registry = registry_of(fixtures);
  const Tensor input = at::zeros({4, 2}), state = at::arange(12).to(at::kFloat).view({4, 3});
  const auto right = telling(registry, "");
  REQUIRE(right->further_outputs().size() == 1);
  CHECK(right->further_outputs()[0].name == "sent");
  CHECK(at::equal(right->further(input, state).at(0), state.slice(1, 0, 2) * 10));

  const auto announced = [&](const std::string& fault) {
    return message_of<PluginError>([&] { telling(registry, fault)->further_outputs(); });
  };
  using testing::ContainsSubstring;
  CHECK_THAT(announced("name"),
             ContainsSubstring("the further output \"Bad Name\" must be called"));
  CHECK_THAT(announced("twins"), ContainsSubstring("two further outputs are called \"sent\""));
  CHECK_THAT(announced("nothing"), ContainsSubstring("\"sent\" has 0 dimensions"));
  CHECK_THAT(message_of<PluginError>([&] { telling(registry, "absent")->further(input, state); }),
             ContainsSubstring("gave 0 further outputs; it announces 1"));
  CHECK_THAT(message_of<ShapeError>([&] { telling(registry, "wide")->further(input, state); }),
             ContainsSubstring("sent (row, dim): expected shape (4, 2), found (4, 3)"));
}

}  // namespace npd::host
