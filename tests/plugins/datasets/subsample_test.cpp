#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/testing/load_component.hpp>

#include <ATen/Functions.h>

#include <algorithm>
#include <numeric>

#include <npd/testing/catch.hpp>

namespace {

using npd::Dataset;
using npd::Tensor;
using npd::testing::load;

constexpr std::int64_t trial_count = 10, bins = 3, seen = 5, all = 7;

/// Neuron n does 100 trial + n in every bin; the last two neurons are held out.
class Recorded final : public Dataset {
 public:
  npd::Trials make(npd::RandomStream&) override {
    npd::Trials trials;
    const auto of = [](std::int64_t neurons) {
      return (100 * at::arange(trial_count).reshape({trial_count, 1, 1}) + at::arange(neurons))
          .expand({trial_count, bins, neurons})
          .to(at::kFloat)
          .contiguous();
    };
    trials.spikes = of(seen);
    trials.target_spikes = of(all);
    trials.truth.rates = of(all).to(at::kDouble);
    trials.split = {{0, 2, 4, 5, 6, 8}, {1, 3, 7, 9}, {}};
    trials.neuron_info = {{"id", std::vector<double>{0, 1, 2, 3, 4, 5, 6}},
                          {"area", std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g"}}};
    std::vector<double> numbers(trial_count);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    trials.trial_info = {{"number", numbers}};
    trials.trial_arrays["number"] = at::arange(trial_count);
    trials.conditions.labels.assign(numbers.begin(), numbers.end());
    trials.conditions.names.assign(trial_count, "its own");
    return trials;
  }

  npd::TrueSystem system() override;
};

/// Neuron n gives n times the state.
class Scaled final : public npd::System {
 public:
  std::int64_t state_dim() const override { return 1; }
  std::int64_t input_dim() const override { return 0; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor&, const Tensor& state) override { return 0.5 * state; }
  Tensor outputs(const Tensor& state) override { return state * at::arange(all, state.options()); }
};

npd::TrueSystem Recorded::system() {
  const npd::DrivenSystem driven{
      std::make_shared<Scaled>(), {}, at::arange(trial_count, at::kDouble).unsqueeze(1)};
  return {driven, driven, {}};
}

std::shared_ptr<Dataset> subsample(npd::testing::ParamValues values) {
  values["of"] = npd::DatasetSlot("recorded",
                                  [](const npd::NoShape&) { return std::make_shared<Recorded>(); });
  return load<Dataset>(NPD_PLUGIN_DIR "/subsample.so", "subsample", values);
}

npd::Trials make(Dataset& data) {
  npd::RandomStream random(0, "test");
  return data.make(random);
}

npd::Trials made(const npd::testing::ParamValues& values) { return make(*subsample(values)); }

std::vector<double> numbers(const Tensor& row) {
  const auto values = row.to(at::kDouble).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

/// Which of the ten trials some of those that were kept are.
std::vector<std::int64_t> numbers_of(const npd::Trials& trials,
                                     const std::vector<std::int64_t>& indices) {
  std::vector<std::int64_t> found;
  for (const auto i : indices) found.push_back(trials.spikes[i][0][0].item<std::int64_t>() / 100);
  return found;
}

template <class T>
bool has_all_of(const std::vector<T>& more, const std::vector<T>& fewer) {
  return std::includes(more.begin(), more.end(), fewer.begin(), fewer.end());
}

}  // namespace

TEST_CASE("subsample: with nothing asked gives what the other data set gives") {
  const auto trials = made({});
  npd::RandomStream random(0, "test");
  const auto whole = Recorded().make(random);
  CHECK(at::equal(trials.spikes, whole.spikes));
  CHECK(trials.split.train == whole.split.train);
  CHECK(trials.split.valid == whole.split.valid);
}

TEST_CASE("subsample: takes the same neurons out of everything that has neurons") {
  const auto data = subsample({{"neurons", std::int64_t{3}}});
  const auto trials = make(*data);
  REQUIRE(trials.spikes.sizes() == at::IntArrayRef({trial_count, bins, 3}));
  const auto kept = numbers(trials.target_spikes[0][0]);
  REQUIRE(kept.size() == 5);
  CHECK(numbers(trials.spikes[0][0]) == std::vector<double>(kept.begin(), kept.begin() + 3));
  CHECK(std::vector<double>(kept.begin() + 3, kept.end()) == std::vector<double>{5, 6});
  CHECK(numbers(trials.truth.rates[0][0]) == kept);
  CHECK(*trials.neuron_info[0].numbers() == kept);
  REQUIRE(trials.neuron_info[1].texts()->size() == 5);
  CHECK(trials.neuron_info[1].texts()->back() == "g");

  const auto system = data->system();
  CHECK(numbers(system.recorded.system->outputs(at::ones({1, 1}, at::kDouble))) == kept);
  CHECK(system.replayed.system == nullptr);
}

TEST_CASE("subsample: trials that are not drawn are gone from everything that has trials") {
  const auto data =
      subsample({{"train_trials", std::int64_t{4}}, {"valid_trials", std::int64_t{1}}});
  const auto trials = make(*data);
  const auto train = numbers_of(trials, trials.split.train),
             valid = numbers_of(trials, trials.split.valid);
  CHECK(train.size() == 4);
  CHECK(valid.size() == 1);
  CHECK(has_all_of({0, 2, 4, 5, 6, 8}, train));
  CHECK(has_all_of({1, 3, 7, 9}, valid));

  const auto kept = numbers(trials.spikes.select(2, 0).select(1, 0) / 100);
  REQUIRE(kept.size() == 5);
  CHECK(std::is_sorted(kept.begin(), kept.end()));
  for (const auto& array : {trials.target_spikes, trials.truth.rates}) {
    CHECK(numbers(array.select(2, 0).select(1, 0) / 100) == kept);
  }
  CHECK(numbers(trials.trial_arrays.at("number")) == kept);
  CHECK(*trials.trial_info[0].numbers() == kept);
  CHECK(trials.numbers == trials.conditions.labels);
  CHECK(std::vector<double>(trials.conditions.labels.begin(), trials.conditions.labels.end()) ==
        kept);
  CHECK(numbers(data->system().recorded.starts.select(1, 0)) == kept);
}

TEST_CASE("subsample: a larger draw holds the smaller one, another seed another") {
  const auto train = [](std::int64_t count, std::int64_t seed) {
    const auto trials = made({{"train_trials", count}, {"seed", seed}});
    return numbers_of(trials, trials.split.train);
  };
  CHECK(has_all_of(train(5, 0), train(3, 0)));
  CHECK(train(3, 0) == train(3, 0));
  bool other = false;
  for (std::int64_t seed = 1; seed < 6; ++seed) other = other || train(3, seed) != train(3, 0);
  CHECK(other);
}

TEST_CASE("subsample: the draw of trials does not depend on that of neurons") {
  const auto few = made(
      {{"train_trials", std::int64_t{3}}, {"neurons", std::int64_t{5}}, {"seed", std::int64_t{1}}});
  const auto all = made({{"train_trials", std::int64_t{3}}, {"seed", std::int64_t{1}}});
  CHECK(numbers_of(few, few.split.train) == numbers_of(all, all.split.train));
}

TEST_CASE("subsample: more than there are is refused with the number that there is") {
  CHECK_THROWS_WITH(made({{"neurons", std::int64_t{6}}}),
                    npd::testing::ContainsSubstring("at most 5"));
  CHECK_THROWS_WITH(made({{"train_trials", std::int64_t{7}}}),
                    npd::testing::ContainsSubstring("at most 6"));
  CHECK_THROWS_WITH(made({{"valid_trials", std::int64_t{5}}}),
                    npd::testing::ContainsSubstring("at most 4"));
  CHECK_THROWS_WITH(load<Dataset>(NPD_PLUGIN_DIR "/subsample.so", "subsample"),
                    npd::testing::ContainsSubstring("name a data set"));
}
