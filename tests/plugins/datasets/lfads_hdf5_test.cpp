#include "lfads_hdf5_file.hpp"

#include <npd/contract.hpp>
#include <npd/testing/conformance.hpp>
#include <npd/testing/load_component.hpp>

#include <cmath>
#include <memory>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using namespace npd::testing;

TEST_CASE("lfads_hdf5: keeps the contract of data sets") {
  const LfadsFile fixture;
  fixture.write(good_file());
  const auto& component =
      npd::testing::load_component(NPD_PLUGIN_DIR "/lfads_hdf5.so", "lfads_hdf5");
  for (const auto& [check, problems, notes] :
       npd::testing::check_conformance(component, {{"file", fixture.path()}})) {
    CAPTURE(check, problems);
    CHECK(problems.empty());
  }
}

TEST_CASE("lfads_hdf5: trials come back in their original order") {
  const LfadsFile fixture;
  const auto arrays = good_file();
  const auto trials = fixture.load(arrays);

  CHECK(trials.split.train == std::vector<std::int64_t>{1, 2, 4});
  CHECK(trials.split.valid == std::vector<std::int64_t>{0, 3});
  CHECK(trials.split.test.empty());
  CHECK(trials.spikes.scalar_type() == at::kByte);
  const auto train = at::tensor({1, 2, 4}, at::kLong), valid = at::tensor({0, 3}, at::kLong);
  CHECK(at::equal(trials.spikes.index_select(0, train), arrays.at("train_encod_data")));
  CHECK(at::equal(trials.spikes.index_select(0, valid), arrays.at("valid_encod_data")));
  CHECK(at::equal(trials.trial_arrays.at("choice"), at::arange(10, 15)));
  CHECK(trials.bin_s == 0.01);
}

TEST_CASE("lfads_hdf5: truth is found under its keys, everything else travels") {
  const LfadsFile fixture;
  const auto trials = fixture.load(good_file());

  // 0.5 in the file over a conversion factor of 0.5
  CHECK(trials.truth.rates.select(0, 1).eq(1).all().item<bool>());
  CHECK(trials.truth.rates.select(0, 0).eq(3).all().item<bool>());
  CHECK(trials.truth.latents.scalar_type() == at::kDouble);
  CHECK(trials.truth.inputs.sizes() == at::IntArrayRef({5, 4, 2}));
  CHECK_FALSE(trials.external_input.defined());
  CHECK_FALSE(trials.target_spikes.defined());

  CHECK(trials.trial_arrays.size() == 3);
  CHECK(trials.trial_arrays.count("ext_input") == 1);
  CHECK(trials.trial_arrays.count("eff_pfc_inputs") == 1);
  CHECK(trials.arrays.size() == 1);
  CHECK(trials.arrays.count("readout") == 1);
}

TEST_CASE("lfads_hdf5: only counts are required") {
  const LfadsFile fixture;
  Arrays arrays;
  for (const std::string part : {"train_", "valid_"}) {
    arrays[part + "encod_data"] = arrays[part + "recon_data"] = counts({2, 4, 2});
  }
  const auto trials = fixture.load(arrays);
  CHECK(trials.split.train == std::vector<std::int64_t>{0, 1});
  CHECK(trials.split.valid == std::vector<std::int64_t>{2, 3});
  CHECK_FALSE(trials.truth.rates.defined());
  CHECK_FALSE(trials.truth.latents.defined());
  CHECK_FALSE(trials.truth.inputs.defined());
  CHECK(trials.trial_arrays.empty());
}

TEST_CASE("lfads_hdf5: counts of any type are accepted") {
  const LfadsFile fixture;
  for (const auto type : {at::kByte, at::kChar, at::kShort, at::kInt, at::kLong, at::kHalf,
                          at::kFloat, at::kDouble}) {
    auto arrays = good_file();
    for (const std::string part : {"train_", "valid_"}) {
      for (const std::string array : {"encod_data", "recon_data"}) {
        arrays[part + array] = arrays[part + array].to(type);
      }
    }
    const auto trials = fixture.load(arrays);
    CHECK(trials.spikes.sum().item<double>() == 60);
  }
}

TEST_CASE("lfads_hdf5: test trials, chosen inputs and other keys") {
  const LfadsFile fixture;
  auto arrays = good_file();
  for (const auto* key : {"train_inds", "valid_inds"}) arrays.erase(key);
  for (const auto& [name, columns] : std::map<std::string, int>{
           {"encod_data", 2}, {"recon_data", 2}, {"truth", 2}, {"latents", 3}, {"ext_input", 1}}) {
    arrays["test_" + name] = at::full({1, 4, columns}, 2, arrays["train_" + name].scalar_type());
  }
  arrays["test_eff_pfc_inputs"] = at::zeros({1, 4, 2});
  LfadsHdf5::Config config;
  config.use_ext_input = true;
  config.inputs_key = "ext_input";
  config.rates_key = "";
  config.bin_s = 0.005;
  const auto trials = fixture.load(arrays, config);

  CHECK(trials.split.test == std::vector<std::int64_t>{5});
  CHECK(trials.external_input.sizes() == at::IntArrayRef({6, 4, 1}));
  CHECK(at::equal(trials.external_input, trials.truth.inputs));
  CHECK_FALSE(trials.truth.rates.defined());
  CHECK(trials.trial_arrays.count("truth") == 1);
  CHECK(trials.arrays.count("conversion_factor") == 1);
  CHECK(trials.arrays.count("train_choice") == 1);  // there is no test_choice
  CHECK(trials.bin_s == 0.005);
}

TEST_CASE("lfads_hdf5: held-out neurons and bins are to be reconstructed") {
  const LfadsFile fixture;
  auto arrays = good_file();
  for (const auto* key : {"truth", "latents", "eff_pfc_inputs"}) {
    arrays.erase(std::string("train_") + key);
    arrays.erase(std::string("valid_") + key);
  }
  arrays["train_recon_data"] = counts({3, 5, 3});
  arrays["valid_recon_data"] = counts({2, 5, 3}, 60);
  const auto trials = fixture.load(arrays);
  CHECK(trials.spikes.sizes() == at::IntArrayRef({5, 4, 2}));
  REQUIRE(trials.target_spikes.sizes() == at::IntArrayRef({5, 5, 3}));
  CHECK(at::equal(trials.target_spikes.select(0, 1), counts({3, 5, 3}).select(0, 0)));
}
