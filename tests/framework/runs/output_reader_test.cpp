#include "results/output_reader.hpp"

#include "evaluation/evaluation_of.hpp"
#include "runs/output_file.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <map>
#include <string>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

using testing::ContainsSubstring;
using testing::TemporaryFolder;

/// Six trials of 4 bins; every array says which trial it is from.
Tensor rows(std::int64_t width, double offset) {
  const Tensor trial = at::arange(6, at::kFloat).view({6, 1, 1});
  return trial + at::arange(4 * width, at::kFloat).view({1, 4, width}) / 100 + offset;
}

Trials trials() {
  Trials trials;
  trials.spikes = at::arange(6 * 4 * 2, at::kDouble).view({6, 4, 2});
  trials.split = {{1, 3, 4}, {0, 5}, {2}};
  trials.truth = {rows(2, 0.5), rows(3, 1), rows(1, 2)};
  return trials;
}

evaluation::PosteriorAverages averages() {
  evaluation::PosteriorAverages averages;
  averages.rates = rows(2, 3);
  averages.factors = rows(5, 4);
  averages.controller_means = rows(2, 5);
  averages.generator_inputs = rows(2, 6);
  return averages;
}

bool same(const Tensor& read, const Tensor& written) {
  return read.scalar_type() == at::kDouble && at::equal(read, written.to(at::kDouble));
}

/// An output file, array by array, to be spoilt before it is written.
struct OutputFile {
  TemporaryFolder folder;
  std::map<std::string, Tensor> arrays;

  OutputFile() {
    write_output_file(path(), trials(), averages(), 3);
    const auto file = hdf5::File::open(path());
    for (const auto& info : file.arrays()) {
      if (info.type != "text") arrays[info.key] = file.read(info.key);
    }
  }

  std::filesystem::path path() const { return folder / "output.h5"; }

  Evaluation read() const {
    hdf5::Writer writer(path());
    for (const auto& [key, array] : arrays) writer.write(key, array);
    writer.commit();
    return results::read_evaluation(path());
  }

  std::string refusal() const {
    try {
      read();
    } catch (const DataError& error) {
      return error.what();
    }
    return "read";
  }
};

}  // namespace

TEST_CASE("an output file is read back as what was scored") {
  const auto evaluation = OutputFile().read();
  CHECK(same(evaluation.spikes, trials().spikes));
  CHECK(same(evaluation.truth.rates, trials().truth.rates));
  CHECK(same(evaluation.truth.latents, trials().truth.latents));
  CHECK(same(evaluation.truth.inputs, trials().truth.inputs));
  CHECK(same(evaluation.estimates.rates, averages().rates));
  CHECK(same(evaluation.estimates.latents, averages().factors));
  CHECK(same(evaluation.estimates.inputs, averages().generator_inputs));
  CHECK(evaluation.split.train == trials().split.train);
  CHECK(evaluation.split.valid == trials().split.valid);
  CHECK(evaluation.split.test == trials().split.test);
  CHECK(evaluation.seen_neurons == 2);
}

TEST_CASE("metrics see the same of an output file as in the run that wrote it") {
  auto data = trials();
  data.bin_s = 0.02;
  data.conditions = {{0, 1, 1, -1, 0, 1}, {"left", "right"}};
  data.trial_info = {{"outcome", std::vector<std::string>{"a", "b", "a", "", "b", "a"}},
                     {"reaction_bin", std::vector<double>{1, 2, NAN, 4, 5, 6}}};
  data.neuron_info = {{"area", std::vector<std::string>{"pfc", "ppc"}}};
  data.behaviour = {rows(2, 7), {"x", "y"}, {"mm", "mm"}};
  data.external_input = rows(1, 8);
  data.trial_arrays["states"] = rows(4, 9);
  data.arrays["readout"] = at::ones({3, 2});
  auto model = averages();
  model.ic_mean = at::arange(12, at::kFloat).view({6, 2});
  model.ic_std = model.ic_mean + 1;
  model.controller_stds = rows(2, 10);
  model.further = {{"sent", rows(1, 11)}};

  const TemporaryFolder folder;
  write_output_file(folder / "output.h5", data, model, 3);
  const auto read = results::read_evaluation(folder / "output.h5");
  const auto run = evaluation::evaluation_of(data, model, true, 3);
  CHECK(read.bin_s == run.bin_s);
  CHECK(read.seed == run.seed);
  CHECK(read.conditions == run.conditions);
  CHECK((read.trial_info == run.trial_info));
  CHECK((read.neuron_info == run.neuron_info));
  CHECK(read.behaviour.names == run.behaviour.names);
  CHECK(read.behaviour.units == run.behaviour.units);
  CHECK(same(read.behaviour.values, run.behaviour.values));
  CHECK(same(read.external_input, run.external_input));
  CHECK(same(read.estimates.initial_mean, run.estimates.initial_mean));
  CHECK(same(read.estimates.initial_std, run.estimates.initial_std));
  CHECK(same(read.estimates.controller_mean, run.estimates.controller_mean));
  CHECK(same(read.estimates.controller_std, run.estimates.controller_std));
  for (const auto arrays : {&Evaluation::trial_arrays, &Evaluation::arrays}) {
    REQUIRE((read.*arrays).size() == (run.*arrays).size());
    for (const auto& [name, array] : run.*arrays) {
      INFO(name);
      CHECK(at::equal((read.*arrays).at(name), array));
    }
  }
}

TEST_CASE("an external input that the model was not given is none") {
  auto data = trials();
  data.trial_arrays["eff_pfc_inputs"] = rows(1, 2);
  const TemporaryFolder folder;
  write_output_file(folder / "output.h5", data, averages(), 0);
  CHECK_FALSE(results::read_evaluation(folder / "output.h5").external_input.defined());
}

TEST_CASE("without indices the parts stand one after the other") {
  OutputFile file;
  for (const char* part : {"train_inds", "valid_inds", "test_inds"}) file.arrays.erase(part);
  const auto evaluation = file.read();
  CHECK(evaluation.split.train == std::vector<std::int64_t>{0, 1, 2});
  CHECK(evaluation.split.valid == std::vector<std::int64_t>{3, 4});
  CHECK(same(evaluation.spikes[0], trials().spikes[1]));
  CHECK(same(evaluation.spikes[5], trials().spikes[2]));
}

TEST_CASE("a trial that is there twice is refused by its number") {
  OutputFile file;
  file.arrays["valid_inds"] = at::tensor({0, 3}, at::kLong);
  CHECK(file.refusal() == file.path().string() +
                              ": /valid_inds: expected every trial once, found 3 twice, first in "
                              "/train_inds; number the trials of all parts together, as they were "
                              "recorded, or leave out train_inds and valid_inds");
}

TEST_CASE("data that bring an array of an output's name are refused before anything is done") {
  const auto refusal = [](const Trials& spoilt) {
    try {
      check_output_names(spoilt, "data");
      return std::string("taken");
    } catch (const DataError& error) {
      return std::string(error.what());
    }
  };
  CHECK(refusal(trials()) == "taken");
  auto per_trial = trials(), whole = trials();
  per_trial.trial_arrays["factors"] = rows(2, 0);
  whole.arrays["valid_output_params"] = at::zeros({2});
  CHECK_THAT(refusal(per_trial),
             ContainsSubstring("data: the data have an array \"factors\", as the output of a run"));
  CHECK_THAT(refusal(whole), ContainsSubstring("\"valid_output_params\""));
}

TEST_CASE("the true inputs are those of the data set, else eff_pfc_inputs") {
  OutputFile file;
  for (const std::string part : {"train", "valid", "test"}) {
    file.arrays[part + "_eff_pfc_inputs"] = file.arrays.at(part + "_inputs") + 10;
  }
  CHECK(same(file.read().truth.inputs, trials().truth.inputs));
  for (const std::string part : {"train", "valid", "test"}) file.arrays.erase(part + "_inputs");
  CHECK(same(file.read().truth.inputs, trials().truth.inputs + 10));
}

TEST_CASE("rates are per bin, held-out neurons are counted, missing bins stay missing") {
  OutputFile file;
  file.arrays["conversion_factor"] = at::full({}, 2.0, at::kDouble);
  for (const std::string part : {"train", "valid", "test"}) {
    auto& encoded = file.arrays.at(part + "_encod_data");
    encoded = encoded.slice(2, 0, 1);
  }
  auto& counts = file.arrays.at("train_recon_data");
  counts = counts.to(at::kFloat);
  counts[0][2][1] = NAN;
  const auto evaluation = file.read();
  CHECK(std::isnan(evaluation.truth.rates[1][2][1].item<double>()));  // nothing to compare with
  evaluation.truth.rates[1][2][1] = trials().truth.rates[1][2][1] / 2;
  CHECK(same(evaluation.truth.rates, trials().truth.rates.to(at::kDouble) / 2));
  CHECK(evaluation.seen_neurons == 1);
  CHECK(std::isnan(evaluation.spikes[1][2][1].item<double>()));
}

TEST_CASE("without a controller no inputs are inferred, whether co_means is empty or absent") {
  OutputFile file;
  for (const std::string part : {"train", "valid", "test"}) {
    auto& means = file.arrays.at(part + "_co_means");
    means = means.slice(2, 0, 0);
  }
  CHECK_FALSE(file.read().estimates.inputs.defined());
  for (const std::string part : {"train", "valid", "test"}) file.arrays.erase(part + "_co_means");
  CHECK_FALSE(file.read().estimates.inputs.defined());
}

TEST_CASE("a file that is no output, or contradicts itself, is refused by the name of the array") {
  OutputFile data;
  data.arrays.erase("valid_output_params");
  CHECK_THAT(data.refusal(),
             ContainsSubstring("output.h5: /valid_output_params: is not there, so this is not the "
                               "output of a model; expected a file like"));
  OutputFile shape;
  shape.arrays["valid_output_params"] = at::ones({2, 4, 3});
  CHECK_THAT(shape.refusal(), ContainsSubstring("output.h5: /valid_output_params: expected shape "
                                                "(2, any, 2), found (2, 4, 3)"));
  OutputFile flat;
  flat.arrays["train_recon_data"] = at::ones({3, 4});
  CHECK_THAT(flat.refusal(),
             ContainsSubstring("/train_recon_data: expected shape (3, any, any), found (3, 4)"));
  OutputFile infinite;
  infinite.arrays["train_factors"][0][0][0] = INFINITY;
  CHECK_THAT(infinite.refusal(), ContainsSubstring("output.h5: /{train,valid}_factors"));
  OutputFile negative;
  negative.arrays["train_recon_data"] = -at::ones({3, 4, 2});
  CHECK_THAT(negative.refusal(), ContainsSubstring("/{train,valid}_recon_data"));
  OutputFile factor;
  factor.arrays["conversion_factor"] = at::zeros({});
  CHECK_THAT(factor.refusal(),
             ContainsSubstring("/conversion_factor: expected a number above 0, found 0"));
}

}  // namespace npd::runs
