#include <npd/hdf5_layouts.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::hdf5::File;
using npd::hdf5::Layout;
using npd::hdf5::Writer;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

namespace {

/// Of a file with these arrays and these attributes of the whole.
Layout layout(const std::vector<std::string>& keys, const std::vector<std::string>& marks = {}) {
  const TemporaryFolder folder;
  Writer writer(folder / "data.h5");
  for (const auto& key : keys) writer.write(key, npd::Tensor(at::ones({2, 3, 4})));
  for (const auto& mark : marks) writer.attribute("", mark, std::string("2.2.0"));
  writer.commit();
  return npd::hdf5::layout_of(File::open(folder / "data.h5"));
}

}  // namespace

TEST_CASE("layouts: each tool's is known by its names") {
  CHECK(layout({"train_encod_data", "valid_encod_data"}).id == "lfads-torch");
  CHECK(layout({"train_encod_data", "train_output_params"}).id == "lfads-torch-output");
  CHECK(layout({"sess0/train_encod_data"}).id == "lfads-torch-in-group");
  CHECK(layout({"train_data", "valid_data"}).id == "autolfads");
  CHECK(layout({"train_spikes_heldin", "train_spikes_heldout"}).id == "nlb");
  CHECK(layout({"mc_maze/eval_spikes_heldin"}).id == "nlb");
  CHECK(layout({"mc_maze/train_rates_heldin"}).id == "nlb-submission");
  CHECK(layout({"units/spike_times"}, {"nwb_version"}).id == "nwb");
  CHECK(layout({"nwb_version"}).id == "nwb");
  CHECK(layout({"spikes"}).id == "unknown");
}

TEST_CASE("layouts: what is in another is told how to come into ours") {
  CHECK(layout({"train_encod_data"}).advice.empty());
  CHECK(layout({"train_encod_data", "train_output_params"}).advice.empty());
  CHECK_THAT(layout({"day1/sess0/train_encod_data"}).advice,
             ContainsSubstring("h5copy -i OLD -o NEW -s /day1/sess0/NAME -d /NAME"));
  CHECK_THAT(layout({"mc_maze/train_spikes_heldin"}).name, ContainsSubstring("/mc_maze"));
  CHECK_THAT(layout({"spikes"}).advice, ContainsSubstring("npd help data"));
}

TEST_CASE("layouts: MATLAB is known by what it attaches to arrays, and by its header") {
  const TemporaryFolder folder;
  const auto write = [&](const char* name, npd::hdf5::UserBlock block, bool attribute) {
    Writer writer(folder / name, npd::IfExists::replace, std::move(block));
    writer.write("spikes", npd::Tensor(at::ones({2, 3, 4})));
    if (attribute) writer.attribute("spikes", "MATLAB_class", std::string("double"));
    writer.commit();
    return File::open(folder / name);
  };
  CHECK_FALSE(npd::hdf5::is_from_matlab(write("plain.h5", {}, false)));
  CHECK(npd::hdf5::is_from_matlab(write("attribute.h5", {}, true)));
  const auto header = write(
      "header.mat",
      {512, [](const std::filesystem::path&) { return std::string("MATLAB 7.3 MAT-file, by"); }},
      false);
  CHECK(npd::hdf5::is_from_matlab(header));
  CHECK(npd::hdf5::layout_of(header).id == "matlab-7.3");
}
