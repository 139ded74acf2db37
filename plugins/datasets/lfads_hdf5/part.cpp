#include "part.hpp"

#include <npd/dataset.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <utility>

namespace lfads_hdf5 {
namespace {

npd::Tensor read_counts(const npd::hdf5::File& file, const std::string& key,
                        npd::CountRules rules) {
  auto counts = file.read(key);
  if (counts.dim() != 3) {
    fail(file, key,
         "expected three axes (trial, time, neuron), found shape " +
             npd::shape_text(counts.sizes()));
  }
  if (counts.numel() == 0) {
    fail(file, key,
         "expected at least one trial, bin and neuron, found shape " +
             npd::shape_text(counts.sizes()));
  }
  npd::check_counts(counts, fmt::format("{}: /{}", file.path().string(), key), rules);
  return counts;
}

Part read_part(const npd::hdf5::File& file, const std::string& name, npd::CountRules rules) {
  Part part{name, read_counts(file, name + "_encod_data", rules),
            read_counts(file, name + "_recon_data", rules)};
  const auto seen = part.encoded.sizes(), rebuilt = part.reconstructed.sizes();
  if (rebuilt[0] != seen[0] || rebuilt[1] < seen[1] || rebuilt[2] < seen[2]) {
    fail(file, part.key("recon_data"),
         fmt::format("expected the {} trials and at least the bins and neurons of "
                     "/{}_encod_data {}, found {}",
                     seen[0], name, npd::shape_text(seen), npd::shape_text(rebuilt)));
  }
  return part;
}

}  // namespace

void fail(const npd::hdf5::File& file, const std::string& key, const std::string& what) {
  throw npd::DataError(fmt::format("{}: /{}: {}", file.path().string(), key, what));
}

void expect_shape(const npd::hdf5::File& file, const std::string& key, const npd::Tensor& array,
                  at::IntArrayRef sizes, const std::string& reference) {
  try {
    npd::check_shape(array, sizes, fmt::format("{}: /{}", file.path().string(), key));
  } catch (const npd::ShapeError& error) {
    throw npd::DataError(fmt::format("{}; it must fit /{}", error.what(), reference));
  }
}

std::vector<Part> read_parts(const npd::hdf5::File& file, npd::CountRules rules) {
  std::vector<Part> parts;
  for (const std::string name : {"train", "valid", "test"}) {
    if (name == "test" && !file.has("test_encod_data")) continue;
    parts.push_back(read_part(file, name, rules));
    const Part &first = parts.front(), &part = parts.back();
    const auto expect_like = [&](const char* array, const npd::Tensor& like,
                                 const npd::Tensor& found) {
      expect_shape(file, part.key(array), found, {npd::any_size, like.size(1), like.size(2)},
                   first.key(array));
    };
    expect_like("encod_data", first.encoded, part.encoded);
    expect_like("recon_data", first.reconstructed, part.reconstructed);
  }
  return parts;
}

}  // namespace lfads_hdf5
