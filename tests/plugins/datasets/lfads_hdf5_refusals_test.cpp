#include "lfads_hdf5_file.hpp"

#include <cmath>
#include <fstream>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using namespace npd::testing;

TEST_CASE("lfads_hdf5: no file, or no such file") {
  CHECK_THROWS_WITH(LfadsHdf5({}), "no file is given; expected the path of an HDF5 file");
  LfadsHdf5::Config config;
  config.file = "/nowhere/data.h5";
  npd::RandomStream random(0, "data");
  CHECK_THROWS_WITH(LfadsHdf5(config).make(random), "/nowhere/data.h5: no such file");
}

TEST_CASE("lfads_hdf5: malformed counts are refused") {
  const LfadsFile fixture;
  const auto put = [](Arrays& a, const char* key, double value) {
    a[key] = a[key].to(at::kDouble);
    a[key].select(0, 1).select(0, 3).select(0, 0).fill_(value);
  };
  CHECK(fixture.message([](Arrays& a) { a.erase("valid_encod_data"); }) ==
        "/valid_encod_data: no such array; did you mean \"valid_recon_data\"?; training needs "
        "trials to validate with: store some there, a fifth of all, say, and not under train_...");
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
  const LfadsFile fixture;
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
  const LfadsFile fixture;
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
  {
    LfadsHdf5::Config padded;
    padded.allow_missing = padded.use_ext_input = true;
    CHECK(fixture.message([](Arrays& a) { a["train_ext_input"].select(0, 1).fill_(NAN); }, padded)
              .ends_with("are not finite; what the model is given must be known in every bin: "
                         "where nothing was recorded, store 0"));
  }
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
