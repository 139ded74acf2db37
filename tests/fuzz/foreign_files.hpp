#pragma once

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <hdf5.h>

#include <filesystem>
#include <string>

/// \file foreign_files.hpp
/// Small, right HDF5 files of the kinds that come from outside: what fuzzing and mutations start
/// from.
namespace npd::fuzz {

/// In the layout of lfads-torch, with truth, facts and names. \param gzip  0: not compressed
inline void write_data_set(const std::filesystem::path& path, at::ScalarType type, int gzip) {
  hdf5::Writer writer(path);
  for (const std::string part : {"train_", "valid_"}) {
    const Tensor counts = at::arange(12).remainder(3).reshape({2, 3, 2});
    writer.write(part + "encod_data", counts.to(type), {gzip});
    writer.write(part + "recon_data", counts.to(type), {gzip});
    writer.write(part + "truth", counts.to(at::kFloat));
    writer.write(part + "ext_input", counts.to(at::kFloat));
    writer.write(part + "condition", at::tensor({0, 1}, at::kLong));
    writer.write(part + "behavior", counts.to(at::kDouble));
  }
  writer.write("train_inds", at::tensor({0, 2}, at::kLong));
  writer.write("valid_inds", at::tensor({1, 3}, at::kLong));
  writer.write("conversion_factor", at::ones({1}, at::kDouble));
  writer.write_texts("condition_names", {"left", "right"});
  writer.write_texts("neuron_info/area", {"PFC", "PPC"});
  writer.write("trial_info/coherence", at::arange(4, at::kDouble));
  writer.attribute("", "bin_s", 0.01);
  writer.attribute("train_encod_data", "doc", std::string("counts (trial, time, neuron)"));
  writer.commit();
}

/// As the newest library writes it: other superblock, headers and indices, with checksums; texts
/// of any length, a compound, a link.
inline void write_newest(const std::filesystem::path& path) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  const hid_t chunked = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t sizes[] = {2, 3, 2}, chunk[] = {1, 3, 2}, two = 2;
  const double counts[12] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
  H5Pset_chunk(chunked, 3, chunk);
  H5Pset_shuffle(chunked);
  H5Pset_deflate(chunked, 4);
  H5Pset_fletcher32(chunked);
  const hid_t space = H5Screate_simple(3, sizes, nullptr),
              line = H5Screate_simple(1, &two, nullptr);
  for (const char* name : {"train_encod_data", "valid_encod_data"}) {
    const hid_t array =
        H5Dcreate2(file, name, H5T_IEEE_F64BE, space, H5P_DEFAULT, chunked, H5P_DEFAULT);
    H5Dwrite(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, counts);
    H5Dclose(array);
  }
  const hid_t text = H5Tcopy(H5T_C_S1), pair = H5Tcreate(H5T_COMPOUND, 16);
  H5Tset_size(text, H5T_VARIABLE);
  H5Tinsert(pair, "first", 0, H5T_STD_I64LE);
  H5Tinsert(pair, "second", 8, H5T_IEEE_F64LE);
  const hid_t group = H5Gcreate2(file, "neuron_info", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t area = H5Dcreate2(group, "area", text, line, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const char* areas[] = {"PFC", "a longer name"};
  H5Dwrite(area, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, areas);
  H5Dclose(H5Dcreate2(file, "pairs", pair, line, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Lcreate_soft("/train_encod_data", file, "alias", H5P_DEFAULT, H5P_DEFAULT);
  H5Dclose(area);
  H5Gclose(group);
  H5Tclose(text);
  H5Tclose(pair);
  H5Sclose(space);
  H5Sclose(line);
  H5Pclose(chunked);
  H5Fclose(file);
  H5Pclose(access);
}

}  // namespace npd::fuzz
