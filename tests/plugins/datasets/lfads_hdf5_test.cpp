#include <lfads_hdf5/dataset.hpp>

#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/conformance.hpp>
#include <npd/testing/load_component.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include <npd/testing/catch.hpp>

using lfads_hdf5::LfadsHdf5;
using npd::Tensor;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;

namespace {

using Arrays = std::map<std::string, Tensor>;

/// Counts 0, 1, 2, 3, 0, ... that differ from trial to trial.
Tensor counts(at::IntArrayRef shape, std::int64_t first = 0) {
  std::int64_t size = 1;
  for (const auto n : shape) size *= n;
  return at::arange(first, first + size).remainder(4).view(shape).to(at::kByte);
}

/// Three training and two validation trials, four bins, two neurons, in the order 1 2 4 0 3.
Arrays good_file() {
  Arrays arrays = {
      {"train_encod_data", counts({3, 4, 2})},
      {"valid_encod_data", counts({2, 4, 2}, 1)},
      {"train_truth", at::full({3, 4, 2}, 0.5F)},
      {"valid_truth", at::full({2, 4, 2}, 1.5F)},
      {"train_latents", at::ones({3, 4, 3}, at::kDouble)},
      {"valid_latents", at::zeros({2, 4, 3}, at::kDouble)},
      {"train_ext_input", at::ones({3, 4, 1})},
      {"valid_ext_input", at::zeros({2, 4, 1})},
      {"train_eff_pfc_inputs", at::ones({3, 4, 2})},
      {"valid_eff_pfc_inputs", at::zeros({2, 4, 2})},
      {"train_choice", at::tensor({11, 12, 14}, at::kLong)},
      {"valid_choice", at::tensor({10, 13}, at::kLong)},
      {"train_inds", at::tensor({1, 2, 4}, at::kLong)},
      {"valid_inds", at::tensor({0, 3}, at::kLong)},
      {"readout", at::ones({3, 2})},
      {"conversion_factor", at::scalar_tensor(0.5, at::kDouble)},
  };
  arrays["train_recon_data"] = arrays["train_encod_data"];
  arrays["valid_recon_data"] = arrays["valid_encod_data"];
  return arrays;
}

/// A file on disk for as long as the test runs.
class Fixture {
 public:
  std::string path() const { return (folder_ / "data.h5").string(); }

  void write(const Arrays& arrays) const {
    npd::hdf5::Writer writer(path());
    for (const auto& [key, array] : arrays) writer.write(key, array);
    writer.commit();
  }

  npd::Trials load(const Arrays& arrays, LfadsHdf5::Config config = {}) const {
    write(arrays);
    config.file = path();
    npd::RandomStream random(0, "data");
    return LfadsHdf5(config).make(random);
  }

  /// The message for the good file after a change, without the path in front of it.
  std::string message(const std::function<void(Arrays&)>& change,
                      const LfadsHdf5::Config& config = {}) const {
    auto arrays = good_file();
    change(arrays);
    try {
      load(arrays, config);
    } catch (const npd::DataError& error) {
      const std::string text = error.what();
      CHECK(text.rfind(path() + ": ", 0) == 0);
      return text.substr(std::min(text.size(), path().size() + 2));
    }
    return "no error";
  }

 private:
  npd::testing::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("lfads_hdf5: keeps the contract of data sets") {
  const Fixture fixture;
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
  const Fixture fixture;
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
  const Fixture fixture;
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
  const Fixture fixture;
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
  const Fixture fixture;
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
  const Fixture fixture;
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
  const Fixture fixture;
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

TEST_CASE("lfads_hdf5: no file, or no such file") {
  CHECK_THROWS_WITH(LfadsHdf5({}), "no file is given; expected the path of an HDF5 file");
  LfadsHdf5::Config config;
  config.file = "/nowhere/data.h5";
  npd::RandomStream random(0, "data");
  CHECK_THROWS_WITH(LfadsHdf5(config).make(random), "/nowhere/data.h5: no such file");
}

TEST_CASE("lfads_hdf5: malformed counts are refused") {
  const Fixture fixture;
  const auto put = [](Arrays& a, const char* key, double value) {
    a[key] = a[key].to(at::kDouble);
    a[key].select(0, 1).select(0, 3).select(0, 0).fill_(value);
  };
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_encod_data"); }) ==
        "/valid_encod_data: no such array; did you mean \"valid_recon_data\"?");
  CHECK(fixture.message([](Arrays& a) { a.erase("train_recon_data"); }) ==
        "/train_recon_data: no such array; did you mean \"train_encod_data\"?");
  CHECK(fixture.message([](Arrays& a) {
    a["train_encod_data"] = counts({12, 2});
  }) == "/train_encod_data: expected three axes (trial, time, neuron), found shape (12, 2)");
  CHECK(fixture.message([](Arrays& a) {
    a["train_encod_data"] = counts({0, 4, 2});
  }) == "/train_encod_data: expected at least one trial, bin and neuron, found shape (0, 4, 2)");
  CHECK(fixture.message([&](Arrays& a) { put(a, "train_encod_data", NAN); }) ==
        "/train_encod_data: expected counts (0, 1, 2, ...), found nan at index (1, 3, 0); if NaN "
        "stands for what was not recorded, set allow_missing = true");
  CHECK(fixture.message([&](Arrays& a) { put(a, "train_recon_data", INFINITY); }) ==
        "/train_recon_data: expected counts (0, 1, 2, ...), found inf at index (1, 3, 0)");
  CHECK(fixture.message([&](Arrays& a) { put(a, "valid_encod_data", -1); }) ==
        "/valid_encod_data: expected counts (0, 1, 2, ...), found -1 at index (1, 3, 0); if -1 "
        "stands for what was not recorded, store NaN instead and set allow_missing = true");
  CHECK(fixture.message([&](Arrays& a) { put(a, "valid_recon_data", 0.5); }) ==
        "/valid_recon_data: expected counts (0, 1, 2, ...), found 0.5 at index (1, 3, 0); if these "
        "are no counts but smoothed or measured numbers, set real_valued = true (with model.output "
        "= \"gaussian\")");
}

TEST_CASE("lfads_hdf5: counts that do not fit each other are refused") {
  const Fixture fixture;
  CHECK(fixture.message([](Arrays& a) {
    a["valid_encod_data"] = counts({2, 4, 1});
  }) == "/valid_encod_data: expected shape (any, 4, 2), found (2, 4, 1); it must fit "
        "/train_encod_data");
  CHECK(fixture.message([](Arrays& a) {
    a["valid_encod_data"] = a["valid_recon_data"] = counts({2, 5, 2});
  }) == "/valid_encod_data: expected shape (any, 4, 2), found (2, 5, 2); it must fit "
        "/train_encod_data");
  CHECK(fixture.message([](Arrays& a) {
    a["train_recon_data"] = counts({2, 4, 2});
  }) == "/train_recon_data: expected the 3 trials and at least the bins and neurons of "
        "/train_encod_data (3, 4, 2), found (2, 4, 2)");
  CHECK(fixture.message([](Arrays& a) {
    a["train_recon_data"] = counts({3, 3, 2});
  }) == "/train_recon_data: expected the 3 trials and at least the bins and neurons of "
        "/train_encod_data (3, 4, 2), found (3, 3, 2)");
  CHECK(fixture.message([](Arrays& a) {
    a["valid_recon_data"] = counts({2, 4, 3});
  }) == "/valid_recon_data: expected shape (any, 4, 2), found (2, 4, 3); it must fit "
        "/train_recon_data");
}

TEST_CASE("lfads_hdf5: truth that does not fit the counts is refused") {
  const Fixture fixture;
  CHECK(fixture.message([](Arrays& a) {
    a["train_truth"] = at::ones({4, 4, 2});
  }) == "/train_truth: expected shape (3, 4, 2), found (4, 4, 2); it must fit /train_recon_data");
  CHECK(fixture.message([](Arrays& a) {
    a["valid_truth"] = at::ones({2, 4, 3});
  }) == "/valid_truth: expected shape (2, 4, 2), found (2, 4, 3); it must fit /valid_recon_data");
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_truth"); }) ==
        "/valid_truth: no such array");
  CHECK(fixture.message([](Arrays& a) { a["train_truth"].select(0, 2).fill_(NAN); }) ==
        "/train_truth: NaN or infinity at index (2, 0, 0); 8 of 24 elements are not finite; NaN "
        "is allowed where the counts are NaN, too, and allow_missing is true");
  CHECK(fixture.message([](Arrays& a) { a["train_truth"].select(0, 2).fill_(-1); }) ==
        "/train_truth: expected rates of at least 0, found a negative one");
  CHECK(fixture.message([](Arrays& a) {
    a["valid_latents"] = at::zeros({2, 4, 4});
  }) == "/valid_latents: expected shape (any, 4, 3), found (2, 4, 4); it must fit /train_latents");
  CHECK(fixture.message([](Arrays& a) {
    a["train_eff_pfc_inputs"] = at::zeros({3, 2});
  }) == "/train_eff_pfc_inputs: expected shape (3, 4, any), found (3, 2); it must fit "
        "/train_recon_data");
  CHECK(fixture.message([](Arrays& a) { a["conversion_factor"] = at::zeros({}); }) ==
        "/conversion_factor: expected a number above 0, found 0");
  CHECK(fixture.message([](Arrays& a) { a["conversion_factor"] = at::ones({2}); }) ==
        "/conversion_factor: expected one number, found shape (2)");

  LfadsHdf5::Config config;
  config.latents_key = "latent";
  CHECK(fixture.message([](Arrays&) {}, config) ==
        "/train_latent: no such array; did you mean \"train_latents\"?");
  config = {};
  config.use_ext_input = true;
  CHECK(fixture.message(
            [](Arrays& a) {
              a["train_ext_input"] = at::ones({3, 4, 0});
            },
            config) == "/train_ext_input: expected at least one column, found none");
}

TEST_CASE("lfads_hdf5: numbers of trials that make no order are refused") {
  const Fixture fixture;
  const auto with_train = [&](const Tensor& indices) {
    return fixture.message([&](Arrays& a) { a["train_inds"] = indices; });
  };
  const std::string remedy =
      "; number the trials of all parts together, as they were recorded, or leave out train_inds "
      "and valid_inds";
  CHECK(with_train(at::tensor({-1, 2, 4}, at::kLong)) ==
        "/train_inds: expected numbers of at least 0, found -1");
  CHECK(with_train(at::tensor({1, 1, 4}, at::kLong)) ==
        "/train_inds: expected every trial once, found 1 twice, first in /train_inds" + remedy);
  CHECK(with_train(at::tensor({1, 2, 3}, at::kLong)) ==
        "/valid_inds: expected every trial once, found 3 twice, first in /train_inds" + remedy);
  CHECK(with_train(at::tensor({1, 2}, at::kLong)) ==
        "/train_inds: expected shape (3), found (2); it must fit /train_encod_data");
  CHECK(with_train(at::tensor({1.0, 2.5, 4.0}, at::kDouble)) ==
        "/train_inds: expected the numbers of trials, found 2.5");
  CHECK(with_train(at::tensor({1.0, NAN, 4.0}, at::kDouble)) ==
        "/train_inds: expected the numbers of trials, found nan");
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_inds"); }) == "/valid_inds: no such array");
}

TEST_CASE("lfads_hdf5: numbers of trials as labs have them tell the order and are kept") {
  const Fixture fixture;
  const auto load = [&](const Tensor& train, const Tensor& valid) {
    auto arrays = good_file();
    arrays["train_inds"] = train;
    arrays["valid_inds"] = valid;
    return fixture.load(arrays);
  };
  const auto expected = fixture.load(good_file());
  CHECK(expected.numbers.empty());
  const auto check = [&](const npd::Trials& trials, const std::vector<std::int64_t>& numbers) {
    CHECK(trials.split.train == expected.split.train);
    CHECK(trials.split.valid == expected.split.valid);
    CHECK(at::equal(trials.spikes, expected.spikes));
    CHECK(trials.numbers == numbers);
  };
  SECTION("with gaps") {
    check(load(at::tensor({7, 8, 40}, at::kLong), at::tensor({3, 12}, at::kLong)),
          {3, 7, 8, 12, 40});
  }
  SECTION("counted from 1") {
    check(load(at::tensor({2, 3, 5}, at::kLong), at::tensor({1, 4}, at::kLong)), {1, 2, 3, 4, 5});
  }
  SECTION("as MATLAB's numbers, a column") {
    check(load(at::tensor({2., 3., 5.}, at::kDouble).view({3, 1}),
               at::tensor({1., 4.}, at::kDouble).view({1, 2})),
          {1, 2, 3, 4, 5});
  }
}

TEST_CASE("lfads_hdf5: what is seen is what is explained where the file tells no more") {
  const Fixture fixture;
  const auto trials = fixture.load(
      {{"train_encod_data", counts({3, 4, 2})}, {"valid_encod_data", counts({2, 4, 2}, 1)}});
  CHECK(trials.spikes.sizes() == at::IntArrayRef({5, 4, 2}));
  CHECK_FALSE(trials.target_spikes.defined());
  CHECK(trials.trial_arrays.empty());
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_recon_data"); }) ==
        "/valid_recon_data: no such array; did you mean \"valid_encod_data\"?");
}

TEST_CASE("lfads_hdf5: truth may be unknown where nothing was recorded, and there alone") {
  const Fixture fixture;
  const auto padded = [](Arrays& a) {
    for (const std::string name : {"encod_data", "recon_data", "truth", "latents"}) {
      auto& array = a["train_" + name] = a["train_" + name].to(at::kDouble);
      array.select(0, 1).slice(0, 2).fill_(NAN);
      a["valid_" + name] = a["valid_" + name].to(at::kDouble);
    }
  };
  LfadsHdf5::Config config;
  config.allow_missing = true;
  auto arrays = good_file();
  padded(arrays);
  const auto trials = fixture.load(arrays, config);
  CHECK(at::isnan(trials.truth.rates).sum().item<std::int64_t>() == 4);
  CHECK(at::isnan(trials.truth.latents).sum().item<std::int64_t>() == 6);
  CHECK_NOTHROW(npd::contract::check_numbers(trials, "padded"));

  // One neuron was recorded in that bin, so its rate and the latents must be known.
  const auto half = [&](Arrays& a) {
    padded(a);
    for (const auto* name : {"train_encod_data", "train_recon_data"}) a[name][1][2][0] = 1;
  };
  CHECK(fixture.message(half, config) ==
        "/train_truth: NaN or infinity at index (1, 2, 0); 1 of 24 elements are not finite; NaN is "
        "allowed only where the counts are NaN, too");
  CHECK(fixture.message(
            [&](Arrays& a) {
              half(a);
              a["train_truth"][1][2][0] = 1;
            },
            config) ==
        "/train_latents: NaN or infinity at index (1, 2, 0); 3 of 36 elements are not finite; NaN "
        "is allowed only where the counts are NaN, too");
}

namespace {

/// Three training and two validation trials as MATLAB stores them, (neuron, time, trial).
Arrays reversed_file() {
  Arrays arrays;
  for (auto& [key, array] : good_file()) {
    arrays[key] = array.dim() == 3 ? array.permute({2, 1, 0}).contiguous() : array;
  }
  return arrays;
}

}  // namespace

TEST_CASE("lfads_hdf5: axes in MATLAB's order are noticed wherever the sizes show them") {
  const Fixture fixture;
  const auto message = [&](const std::function<void(Arrays&)>& change) {
    return fixture.message([&](Arrays& a) {
      a = reversed_file();
      change(a);
    });
  };
  const std::string seem =
      "/train_encod_data: its axes seem to be (neuron, time, trial); expected (trial, time, "
      "neuron): ";
  const std::string cure = "permute(x, [3 2 1])";
  const auto unequal = message([](Arrays&) {});
  CHECK_THAT(unequal, StartsWith(seem + "/train_encod_data (2, 4, 3) and /valid_encod_data (2, 4, "
                                        "2) differ on the last axis alone"));
  CHECK_THAT(unequal, ContainsSubstring(cure));

  const auto equal = [](Arrays& a) {
    for (auto& [key, array] : a) {
      if (key.starts_with("valid_")) array = a.at("train_" + key.substr(6)).clone();
    }
  };
  CHECK_THAT(message([&](Arrays& a) {
               equal(a);
               a["valid_inds"] = at::tensor({0, 3, 5}, at::kLong);
             }),
             StartsWith(seem + "/train_inds (3) has as many trials as /train_encod_data (2, 4, 3) "
                               "on the last axis"));
  CHECK_THAT(message([&](Arrays& a) {
               equal(a);
               a.erase("train_inds");
               a.erase("valid_inds");
             }),
             StartsWith(seem + "/train_ext_input (1, 4, 3) has the same last axes"));
}

TEST_CASE("lfads_hdf5: axes that may be reversed though the sizes allow them are told") {
  struct Listener final : npd::Reporter {
    void log(std::string_view) override {}
    void warn(std::string_view text) override { warnings.emplace_back(text); }
    void progress(double, std::string_view) override {}
    std::vector<std::string> warnings;
  };
  const Fixture fixture;
  const auto warnings = [&](const Tensor& train, const Tensor& valid) {
    fixture.write({{"train_encod_data", train}, {"valid_encod_data", valid}});
    LfadsHdf5::Config config;
    config.file = fixture.path();
    LfadsHdf5 dataset(config);
    const auto listener = std::make_shared<Listener>();
    dataset.report_to(listener);
    npd::RandomStream random(0, "data");
    dataset.make(random);
    return listener->warnings;
  };
  // Neurons of 0 to 9 spikes a bin, the same in every trial.
  const Tensor counts = at::arange(10).view({1, 1, 10}).expand({16, 20, 10}).to(at::kByte);
  const Tensor reversed = counts.permute({2, 1, 0}).contiguous();
  const auto doubt = warnings(reversed, reversed);
  REQUIRE(doubt.size() == 1);
  CHECK_THAT(doubt.front(),
             ContainsSubstring("they are read as 10 trials of 20 bins and 16 neurons; if it is the "
                               "other way round: MATLAB reverses the order of axes"));
  CHECK(warnings(counts.contiguous(), counts.contiguous()).empty());
  CHECK(warnings(counts.contiguous(), counts.slice(0, 4).contiguous()).empty());
}

TEST_CASE("lfads_hdf5: another tool's layout is named") {
  const Fixture fixture;
  const auto message = [&](const std::string& train, const std::string& valid) {
    return fixture.message([&](Arrays& a) {
      a = {{train, counts({3, 4, 2})}, {valid, counts({2, 4, 2})}};
    });
  };
  CHECK_THAT(message("train_data", "valid_data"),
             StartsWith("/train_encod_data: no such array; the layout of the file looks like "
                        "autolfads, or LFADS of TensorFlow (train_data): call train_data"));
  CHECK_THAT(message("train_spikes_heldin", "eval_spikes_heldin"),
             ContainsSubstring("looks like NLB"));
  CHECK_THAT(message("sess0/train_encod_data", "sess0/valid_encod_data"),
             ContainsSubstring("in the group /sess0: its arrays are expected at the top"));
  CHECK(message("train_encoddata", "valid_encod_dat") ==
        "/train_encod_data: no such array; did you mean \"train_encoddata\"?");
}
