#include "results/trial_arrays.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace npd::results {
namespace {

constexpr const char* part_names[] = {"train", "valid", "test"};

}  // namespace

TrialArrays::TrialArrays(const std::filesystem::path& file) : file_(hdf5::File::open(file)) {
  find_parts();
  find_order();
}

void TrialArrays::find_parts() {
  std::set<std::string> names;
  for (const std::string part : part_names) {
    std::int64_t trials = -1;
    for (const auto& array : file_.arrays()) {
      if (!array.key.starts_with(part + "_") || array.shape.empty()) continue;
      names.insert(array.key.substr(part.size() + 1));
      if (trials < 0) trials = array.shape[0];
    }
    if (trials < 0) continue;
    parts_.push_back(part);
    sizes_.push_back(trials);
  }
  names.erase("inds");
  names_.assign(names.begin(), names.end());
  if (parts_.empty()) {
    throw DataError(fmt::format(
        "{}: has no arrays train_..., valid_... or test_...; expected data or an output file in "
        "the layout of lfads-torch",
        file_.path().string()));
  }
}

void TrialArrays::find_order() {
  std::vector<Tensor> numbers;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::string key = parts_[i] + "_inds";
    if (!file_.has(key)) break;
    const Tensor inds = file_.read(key).to(at::kLong).reshape({-1});
    if (inds.size(0) != sizes_[i]) break;
    numbers.push_back(inds);
  }
  const bool known = numbers.size() == parts_.size();
  order_ = known ? at::argsort(at::cat(numbers)) : at::arange(trials(), at::kLong);
  const Tensor places = at::argsort(order_).contiguous();
  const auto* place = places.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < parts_.size(); ++i, place += sizes_[i - 1]) {
    auto& part = parts_[i] == "train"   ? split_.train
                 : parts_[i] == "valid" ? split_.valid
                                        : split_.test;
    part.assign(place, place + sizes_[i]);
    std::sort(part.begin(), part.end());
  }
}

bool TrialArrays::has(const std::string& name) const {
  return std::binary_search(names_.begin(), names_.end(), name);
}

std::int64_t TrialArrays::trials() const {
  return std::accumulate(sizes_.begin(), sizes_.end(), std::int64_t{0});
}

Tensor TrialArrays::rows(const std::string& name) const {
  std::vector<Tensor> pieces;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::string key = parts_[i] + "_" + name;
    pieces.push_back(file_.read(key).to(at::kDouble));
    const Tensor& piece = pieces.back();
    if (piece.dim() == 0 || piece.size(0) != sizes_[i] ||
        piece.sizes().slice(1) != pieces[0].sizes().slice(1)) {
      throw DataError(
          fmt::format("{}: /{}: has the shape {}, which does not go with {} trials "
                      "and /{}_{} of shape {}",
                      file_.path().string(), key, shape_text(piece.sizes()), sizes_[i], parts_[0],
                      name, shape_text(pieces[0].sizes())));
    }
  }
  return at::cat(pieces).index_select(0, order_);
}

Tensor TrialArrays::plain(const std::string& name) const {
  return file_.has(name) ? file_.read(name).to(at::kDouble) : Tensor();
}

std::optional<double> TrialArrays::attribute(const std::string& name) const {
  if (!file_.attributes().contains(name)) return {};
  return file_.number("", name);
}

}  // namespace npd::results
