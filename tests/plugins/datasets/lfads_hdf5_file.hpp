#pragma once

#include <lfads_hdf5/dataset.hpp>

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include <npd/testing/catch.hpp>

/// \file lfads_hdf5_file.hpp
/// A right file in the layout of lfads-torch, and what the data set says of it after a change.
namespace npd::testing {

using ::lfads_hdf5::LfadsHdf5;

using Arrays = std::map<std::string, Tensor>;

/// Counts 0, 1, 2, 3, 0, ... that differ from trial to trial.
inline Tensor counts(at::IntArrayRef shape, std::int64_t first = 0) {
  std::int64_t size = 1;
  for (const auto n : shape) size *= n;
  return at::arange(first, first + size).remainder(4).view(shape).to(at::kByte);
}

/// Three training and two validation trials, four bins, two neurons, in the order 1 2 4 0 3.
inline Arrays good_file() {
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
class LfadsFile {
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

}  // namespace npd::testing
