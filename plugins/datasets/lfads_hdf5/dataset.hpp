#pragma once

#include <npd/dataset.hpp>
#include <npd/params.hpp>

#include <filesystem>
#include <string>

/// \file dataset.hpp
/// Reads the layout of lfads-torch [Sedler2023], see npd/lfads_layout.hpp.
namespace lfads_hdf5 {

/// The data set of one file. Trials come back in the order that train_inds and valid_inds tell, or
/// else train, valid and test trials in a row.
class LfadsHdf5 final : public npd::Dataset {
 public:
  struct Config {
    std::filesystem::path file;
    double bin_s = 0.01;
    bool allow_missing = false;
    bool real_valued = false;
    bool use_ext_input = false;
    std::string rates_key = "truth";
    std::string latents_key = "latents";
    std::string inputs_key = "eff_pfc_inputs";

    void visit(npd::Params& p);
  };

  /// \throws ConfigError if no file is given
  explicit LfadsHdf5(const Config& config);

  /// \throws DataError naming file, key, expected and found
  npd::Trials make(npd::RandomStream& random) override;

 private:
  Config config_;
};

}  // namespace lfads_hdf5
