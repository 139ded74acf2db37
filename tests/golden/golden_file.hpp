#pragma once

#include "model/lfads.hpp"

#include <npd/hdf5.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace npd::testing {

/// The folder of the golden files: the environment's NPD_GOLDEN_DIR, else the project's own copies.
std::filesystem::path golden_folder();

/// The files of that folder whose name starts with `prefix`, sorted.
/// \throws std::runtime_error if there is none: a golden test never passes for lack of gold
std::vector<std::filesystem::path> golden_files(const std::string& prefix);

/// Draws that are read from a golden file: from the first of `groups` that has the stream.
class GoldenDraws final : public model::Draws {
 public:
  GoldenDraws(const hdf5::File& file, std::vector<std::string> groups, at::ScalarType type);

  Tensor normal(std::string_view stream, at::IntArrayRef shape) override;
  Tensor keep_mask(std::string_view stream, at::IntArrayRef shape, double keep) override;
  Tensor dropout_mask(std::string_view stream, at::IntArrayRef shape, double rate) override;

 private:
  Tensor read(std::string_view stream, at::IntArrayRef shape) const;

  const hdf5::File& file_;
  std::vector<std::string> groups_;
  at::ScalarType type_;
};

/// A model as a golden file describes it, with that file's weights.
class GoldenModel {
 public:
  /// \param weights     the group that holds the weights
  /// \param operations  the engine
  GoldenModel(const hdf5::File& file, const std::string& weights, at::ScalarType type,
              std::shared_ptr<sequence::Operations> operations);

  model::Lfads& model() { return *model_; }
  data::Batch batch() const;
  const std::string& family() const { return family_; }

 private:
  const hdf5::File& file_;
  at::ScalarType type_;
  std::string family_;
  std::unique_ptr<model::Lfads> model_;
};

/// "base", "lr", "odin", "odinlin" or "frozen": the second word of the file's name.
std::string golden_family(const std::filesystem::path& file);

/// Whether the plugins of a family are built.
bool family_is_built(const std::string& family);

/// max|a - b| / max|b|; 0 where both are all zeros
double array_error(const Tensor& a, const Tensor& b);

/// |a - b| / |b| in the Euclidean norm
double norm_error(const Tensor& a, const Tensor& b);

}  // namespace npd::testing
