#include "lfads_hdf5_file.hpp"

#include <npd/contract.hpp>

#include <hdf5.h>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using namespace npd::testing;

TEST_CASE("lfads_hdf5: numbers of trials that make no order are refused") {
  const LfadsFile fixture;
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
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_inds"); }) ==
        "/valid_inds: no such array, and other parts have theirs" + remedy);
}

TEST_CASE("lfads_hdf5: numbers of trials as labs have them tell the order and are kept") {
  const LfadsFile fixture;
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
  const LfadsFile fixture;
  const auto trials = fixture.load(
      {{"train_encod_data", counts({3, 4, 2})}, {"valid_encod_data", counts({2, 4, 2}, 1)}});
  CHECK(trials.spikes.sizes() == at::IntArrayRef({5, 4, 2}));
  CHECK_FALSE(trials.target_spikes.defined());
  CHECK(trials.trial_arrays.empty());
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_recon_data"); }) ==
        "/valid_recon_data: no such array; did you mean \"valid_encod_data\"?");
}

TEST_CASE("lfads_hdf5: truth may be unknown where nothing was recorded, and there alone") {
  const LfadsFile fixture;
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
  const LfadsFile fixture;
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
  const LfadsFile fixture;
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
  const LfadsFile fixture;
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

TEST_CASE("lfads_hdf5: what cannot be read and nobody has asked for is left out, not an error") {
  const LfadsFile fixture;
  fixture.write(good_file());
  const hid_t file = H5Fopen(fixture.path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t lzf = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t size = 8;
  const hid_t space = H5Screate_simple(1, &size, nullptr);
  H5Pset_chunk(lzf, 1, &size);
  H5Pset_filter(lzf, 32000, H5Z_FLAG_OPTIONAL, 0, nullptr);
  H5Dclose(H5Dcreate2(file, "raw", H5T_STD_U8LE, space, H5P_DEFAULT, lzf, H5P_DEFAULT));
  H5Sclose(space);
  H5Pclose(lzf);
  H5Fclose(file);
  LfadsHdf5::Config config;
  config.file = fixture.path();
  npd::RandomStream random(0, "data");
  LfadsHdf5 data(config);
  const auto trials = data.make(random);
  CHECK(trials.arrays.contains("readout"));
  CHECK_FALSE(trials.arrays.contains("raw"));
}
