/// \file hdf5_fuzz.cpp
/// Any bytes as an HDF5 file, read as a whole and as a data set in the layout of lfads-torch: what
/// is wrong with it is a DataError.
#include "fuzz/input_file.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/lfads_layout.hpp>

namespace {

using namespace npd;

/// Calls what may find the file wanting.
template <class Read>
void reading(const Read& read) {
  try {
    read();
  } catch (const DataError&) {
  }
}

void read_all(const std::filesystem::path& path) {
  const auto file = hdf5::File::open(path);
  reading([&] { file.attributes(); });
  for (const auto& array : file.arrays()) {
    reading([&] { file.read(array.key); });
    reading([&] { file.read_texts(array.key); });
    reading([&] { file.attributes(array.key); });
  }
}

void read_data_set(const std::filesystem::path& path) {
  const lfads_layout::Reader reader(path, "encod_data", lfads_layout::Numbering::ascending);
  const auto rows = reader.rows("encod_data", {any_size, any_size}, "encod_data");
  for (const char* name : {"recon_data", "truth", "latents", "ext_input"}) {
    reading([&] { reader.rows(name, {rows.size(1), any_size}, "encod_data"); });
  }
  reading([&] { reader.conversion_factor(); });
  reading([&] { reader.trial_info(); });
  reading([&] { reader.neuron_info(rows.size(2)); });
  reading([&] { reader.conditions(); });
  reading([&] { reader.behaviour(rows.size(1)); });
  reading([&] { reader.others({"encod_data"}); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = fuzz::input_file("input.h5", fuzz::bytes_of(data, size));
  reading([&] { read_all(path); });
  reading([&] { read_data_set(path); });
  return 0;
}
