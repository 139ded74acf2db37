#include "data/lfads_file.hpp"

#include "data/describe.hpp"

#include <lfads_hdf5/dataset.hpp>

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

namespace {

/// Five trials, four bins, two neurons; the second neuron is silent.
npd::Trials small_trials() {
  npd::Trials trials;
  trials.spikes = at::stack({at::arange(20).remainder(3), at::zeros({20}, at::kLong)}, -1)
                      .view({5, 4, 2})
                      .to(at::kDouble);
  trials.split = {{1, 2, 4}, {0, 3}, {}};
  trials.truth.rates = at::full({5, 4, 2}, 0.5);
  trials.truth.latents = at::arange(20, at::kDouble).view({5, 4, 1});
  trials.truth.inputs = at::arange(40, at::kFloat).view({5, 4, 2});
  return trials;
}

std::map<std::string, Tensor> by_key(const npd::Trials& trials) {
  std::map<std::string, Tensor> out;
  for (const auto& entry : npd::lfads_layout::entries_of(trials)) {
    if (const auto* array = std::get_if<Tensor>(&entry.values)) {
      CHECK(out.emplace(entry.key, *array).second);
    }
  }
  return out;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("layout: trials are cut into parts under the layout's keys") {
  auto arrays = by_key(small_trials());
  const auto trials = small_trials();
  CHECK(arrays.at("train_encod_data").scalar_type() == at::kByte);
  CHECK(at::equal(arrays.at("train_encod_data")[2].to(at::kDouble), trials.spikes[4]));
  CHECK(at::equal(arrays.at("valid_recon_data")[1].to(at::kDouble), trials.spikes[3]));
  CHECK(at::equal(arrays.at("valid_latents")[0], trials.truth.latents[0]));
  CHECK(at::equal(arrays.at("train_inds"), at::tensor({1, 2, 4}, at::kLong)));
  CHECK(at::equal(arrays.at("valid_inputs")[1], trials.truth.inputs[3]));
  CHECK(arrays.at("conversion_factor").item<double>() == 1);
  CHECK(arrays.count("train_ext_input") == 0);
  CHECK(arrays.count("test_inds") == 0);
  CHECK(arrays.size() == 13);
}

TEST_CASE("layout: external input, true inputs and extra arrays") {
  auto trials = small_trials();
  trials.split = {{1, 2}, {0, 3}, {4}};
  trials.trial_arrays["eff_pfc_inputs"] = trials.truth.inputs.clone();
  trials.trial_arrays["truth"] = at::zeros({5, 4, 2});
  trials.arrays["readout"] = at::ones({1, 2});
  trials.arrays["conversion_factor"] = at::full({}, 7);
  auto arrays = by_key(trials);
  CHECK(at::equal(arrays.at("test_ext_input")[0], trials.truth.inputs[4]));
  CHECK(arrays.count("train_inputs") == 0);  // they are eff_pfc_inputs
  CHECK(arrays.at("train_truth").eq(0.5).all().item<bool>());
  CHECK(arrays.at("conversion_factor").item<double>() == 1);
  CHECK(arrays.count("readout") == 1);

  trials.external_input = at::ones({5, 4, 3});
  arrays = by_key(trials);
  CHECK(arrays.at("train_ext_input").sizes() == at::IntArrayRef({2, 4, 3}));
}

TEST_CASE("layout: large counts and held-out neurons") {
  auto trials = small_trials();
  trials.spikes[0][0][0] = 256;
  trials.target_spikes = at::zeros({5, 4, 3});
  const auto arrays = by_key(trials);
  CHECK(arrays.at("valid_encod_data").scalar_type() == at::kInt);
  CHECK(arrays.at("valid_encod_data").max().item<int>() == 256);
  CHECK(arrays.at("train_recon_data").sizes() == at::IntArrayRef({3, 4, 3}));
}

TEST_CASE("layout: counts have the smallest type of three that holds them all") {
  const auto type_of = [](double highest) {
    auto trials = small_trials();
    trials.spikes[0][0][0] = highest;
    return by_key(trials).at("valid_encod_data").scalar_type();
  };
  CHECK(type_of(255) == at::kByte);
  CHECK(type_of(256) == at::kInt);
  CHECK(type_of(2147483647) == at::kInt);
  CHECK(type_of(2147483648) == at::kLong);
}

TEST_CASE("write_lfads_hdf5: file and table") {
  const TemporaryFolder folder;
  auto trials = small_trials();
  trials.trial_info = {{"stim1_hz", {4, 8, 12.5, 16, 20}}, {"reaction, bin", {1, NAN, 3, 4, NAN}}};
  npd::data::write_lfads_hdf5(trials, folder / "data.h5");

  const auto file = npd::hdf5::File::open(folder / "data.h5");
  for (const auto& [key, array] : by_key(trials)) {
    INFO(key);
    CHECK(at::nan_to_num(file.read(key), -7.0).equal(at::nan_to_num(array, -7.0)));
  }
  CHECK(file.number("", "bin_s") == 0.01);
  CHECK(file.number("", "schema") == 1);
  CHECK(file.text("", "software").starts_with("npd "));
  CHECK(file.text("train_truth", "unit") == "1/bin");
  CHECK(file.text("valid_encod_data", "doc") == "spikes that the model sees (trial, time, neuron)");
  CHECK(read_text(folder / "data_trial_info.csv") ==
        "stim1_hz,\"reaction, bin\"\n4,1\n8,\n12.5,3\n16,4\n20,\n");
}

TEST_CASE("write_lfads_hdf5: the data set lfads_hdf5 reads the same trials back") {
  const TemporaryFolder folder;
  auto trials = small_trials();
  trials.split = {{1, 4}, {0, 3}, {2}};
  trials.numbers = {1, 2, 3, 5, 8};
  trials.external_input = at::arange(20, at::kFloat).view({5, 4, 1});
  trials.trial_arrays["choice"] = at::arange(5);
  trials.arrays["readout"] = at::ones({1, 2});
  trials.trial_info = {{"stim1_hz", std::vector<double>{4, 8, NAN, 16, 20}},
                       {"side", std::vector<std::string>{"l", "r", "", "l", "r"}}};
  trials.neuron_info = {{"area", std::vector<std::string>{"pfc", "ppc"}},
                        {"id", std::vector<double>{7, 12}}};
  trials.conditions = {{0, 1, -1, 0, 1}, {"4 Hz, 32 Hz", "8 Hz, 28 Hz"}};
  trials.behaviour = {at::arange(40, at::kFloat).view({5, 4, 2}), {"x", "y"}, {"mm", "mm/s"}};
  trials.behaviour.values[3][1][0] = NAN;
  npd::data::write_lfads_hdf5(trials, folder / "data.h5");

  lfads_hdf5::LfadsHdf5::Config config;
  config.file = folder / "data.h5";
  config.use_ext_input = true;
  config.inputs_key = "inputs";
  npd::RandomStream random(0, "data");
  const auto back = lfads_hdf5::LfadsHdf5(config).make(random);
  CHECK(back.split.train == trials.split.train);
  CHECK(back.split.valid == trials.split.valid);
  CHECK(back.split.test == trials.split.test);
  CHECK(back.numbers == trials.numbers);
  CHECK(at::equal(back.spikes.to(at::kDouble), trials.spikes));
  CHECK_FALSE(back.target_spikes.defined());
  CHECK(at::equal(back.external_input, trials.external_input));
  CHECK(at::equal(back.truth.rates, trials.truth.rates));
  CHECK(at::equal(back.truth.latents, trials.truth.latents));
  CHECK(at::equal(back.truth.inputs, trials.truth.inputs));
  CHECK(at::equal(back.trial_arrays.at("choice"), trials.trial_arrays.at("choice")));
  CHECK(at::equal(back.arrays.at("readout"), trials.arrays.at("readout")));
  CHECK(back.arrays.size() == 1);
  const auto by_name = [](std::vector<npd::Column> columns) {
    std::sort(columns.begin(), columns.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return columns;
  };
  CHECK((by_name(back.trial_info) == by_name(trials.trial_info)));
  CHECK((by_name(back.neuron_info) == by_name(trials.neuron_info)));
  CHECK(back.conditions == trials.conditions);
  CHECK(back.behaviour.names == trials.behaviour.names);
  CHECK(back.behaviour.units == trials.behaviour.units);
  CHECK(at::equal(at::nan_to_num(back.behaviour.values, -1.0),
                  at::nan_to_num(trials.behaviour.values, -1.0)));
}

TEST_CASE("trials that are numbered from 0 without a gap have no numbers of their own") {
  const TemporaryFolder folder;
  auto trials = small_trials();
  const auto numbers_back = [&](std::vector<std::int64_t> numbers) {
    trials.numbers = std::move(numbers);
    npd::data::write_lfads_hdf5(trials, folder / "data.h5", npd::IfExists::replace);
    lfads_hdf5::LfadsHdf5::Config config;
    config.file = folder / "data.h5";
    npd::RandomStream random(0, "data");
    return lfads_hdf5::LfadsHdf5(config).make(random).numbers;
  };
  CHECK(numbers_back({}).empty());
  CHECK(numbers_back({0, 1, 2, 3, 4}).empty());
  CHECK(numbers_back({1, 2, 3, 4, 5}) == std::vector<std::int64_t>{1, 2, 3, 4, 5});
  CHECK(numbers_back({0, 1, 2, 3, 5}) == std::vector<std::int64_t>{0, 1, 2, 3, 5});
}

TEST_CASE("write_lfads_hdf5: a folder that does not exist") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(npd::data::write_lfads_hdf5(small_trials(), folder / "no" / "data.h5"),
                  npd::OutputError);
}

TEST_CASE("describe: arrays, trials, rates and truth") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  npd::data::write_lfads_hdf5(small_trials(), path);
  // Neuron 0 fires 19 times in 20 bins of 5 ms.
  CHECK(npd::data::describe(path, 0.005).text == path.string() + R"(
  conversion_factor  ()         float64
  train_encod_data   (3, 4, 2)  uint8
  train_inds         (3)        int64
  train_inputs       (3, 4, 2)  float32
  train_latents      (3, 4, 1)  float64
  train_recon_data   (3, 4, 2)  uint8
  train_truth        (3, 4, 2)  float32
  valid_encod_data   (2, 4, 2)  uint8
  valid_inds         (2)        int64
  valid_inputs       (2, 4, 2)  float32
  valid_latents      (2, 4, 1)  float64
  valid_recon_data   (2, 4, 2)  uint8
  valid_truth        (2, 4, 2)  float32

layout   lfads-torch
trials   5 (3 train, 2 valid), 4 bins of 0.005 s, 2 neurons
spikes   19
rates    mean 95.000 Hz, over neurons: min 0.000, median 95.000, max 190.000
silent   1 of 2 neurons, 0 of 5 trials
truth    rates (train_truth), latents (train_latents), inputs (train_inputs)
)");
}

TEST_CASE("describe: everything that the layout has") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  auto trials = small_trials();
  trials.numbers = {3, 4, 9, 10, 12};
  trials.bin_s = 0.02;
  trials.spikes[1].fill_(0);
  trials.target_spikes = at::zeros({5, 6, 3}, at::kDouble);
  trials.target_spikes.slice(1, 0, 4).slice(2, 0, 2).copy_(trials.spikes);
  trials.target_spikes[2][0][0] = NAN;
  trials.may_be_missing = true;
  trials.truth = {};
  trials.external_input = at::zeros({5, 6, 2});
  trials.conditions = {{0, 1, -1, 0, 0}, {"left", "right"}};
  trials.behaviour = {at::zeros({5, 6, 2}), {"x", "y"}, {"mm", ""}};
  trials.neuron_info = {{"area", std::vector<std::string>{"pfc", "ppc", "pfc"}}};
  trials.trial_info = {{"go_s", std::vector<double>{1, 2, 3, 4, 5}}};
  npd::data::write_lfads_hdf5(trials, path);
  const auto text = npd::data::describe(path).text;
  CHECK(text.substr(text.find("layout")) == R"(layout   lfads-torch
trials   5 (3 train, 2 valid), 6 bins of 0.02 s, 3 neurons
numbers  3 to 12 of the recording's trials, with gaps
hidden   1 neurons: the model sees the first 2
hidden   2 bins at the end of each trial: the model sees the first 4
missing  1 of 90 counts (NaN): needs dataset.allow_missing = true
spikes   13
rates    mean 7.471 Hz, over neurons: min 0.000, median 0.000, max 22.414
silent   2 of 3 neurons, 1 of 5 trials
truth    none
given    2 columns of ext_input: dataset.use_ext_input = true gives them to the model
labels   trials of 2 conditions: left 3, right 1; of none: 1
behavior 2 columns: x (mm), y
areas    pfc 2, ppc 1
facts    of trials: go_s
facts    of neurons: area
)");
}

TEST_CASE("describe: an array that is not as the layout has it is listed and named") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  npd::hdf5::Writer writer(path);
  writer.write("train_encod_data", at::ones({4, 2}));
  writer.commit();
  const auto [text, problem] = npd::data::describe(path);
  CHECK_THAT(text, ContainsSubstring("\n  train_encod_data  (4, 2)  float32\n"));
  CHECK(problem == path.string() +
                       ": /train_encod_data: expected three axes (trial, time, neuron), found "
                       "shape (4, 2)");
}

TEST_CASE("describe: a file in any other layout is listed, with what to do") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  npd::hdf5::Writer writer(path);
  writer.write("train_data", at::ones({4, 3, 2}));
  writer.write("a/b", at::ones({1}));
  writer.commit();
  const auto [text, problem] = npd::data::describe(path);
  CHECK_FALSE(problem);
  CHECK_THAT(text,
             ContainsSubstring("\n  a/b         (1)        float32\n  train_data  (4, 3, 2)"));
  CHECK_THAT(text, ContainsSubstring("\nlayout   autolfads, or LFADS of TensorFlow (train_data)\n"
                                     "to do    call train_data and valid_data train_encod_data"));
  const auto json = npd::data::describe_json(path).text;
  CHECK_THAT(json, ContainsSubstring("\"layout\": \"autolfads\""));
  CHECK_THAT(json, ContainsSubstring("\"key\": \"a/b\""));
}
