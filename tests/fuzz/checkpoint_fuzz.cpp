/// \file checkpoint_fuzz.cpp
/// Any bytes as a checkpoint: refused as damaged; and behind a seal of their own, as nobody but npd
/// writes it: read, or refused, too.
#include "base/seal.hpp"
#include "fuzz/checkpoint_model.hpp"
#include "fuzz/input_file.hpp"
#include "runs/training_checkpoint.hpp"

#include <npd/error.hpp>

namespace {

using namespace npd;

/// \return whether it was read
bool is_read(const std::filesystem::path& path) {
  static const fuzz::SmallModel model;
  try {
    runs::load_checkpoint(path, model);
    return true;
  } catch (const DataError&) {
    return false;
  }
}

/// The same bytes with the block in front that says that they are whole.
std::string sealed(const std::filesystem::path& path, std::string_view bytes) {
  std::string all(bytes);
  all.replace(0, base::seal_bytes, base::seal_of(path));
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::bytes_of(data, size);
  const auto path = fuzz::input_file("last.h5", bytes);
  const bool as_it_is = is_read(path);
  if (size < base::seal_bytes) return 0;
  const auto whole = sealed(path, bytes);
  if (as_it_is && whole != bytes) fuzz::found("read though it is not what its seal says");
  is_read(fuzz::input_file("last.h5", whole));
  return 0;
}
