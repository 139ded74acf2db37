#pragma once

#include "residual/bins.hpp"
#include "residual/hankel.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/tensor.hpp>

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

/// \file golden_case.hpp
/// One golden file of residual dynamics: trials, parameters, and what must come out.
namespace npd::testing {

/// All numbers of an attribute of the file, which may be an array of any shape.
inline std::vector<double> numbers_of(const std::filesystem::path& path, const char* attribute) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  const hid_t found = H5Aopen(file, attribute, H5P_DEFAULT);
  const hid_t space = H5Aget_space(found);
  std::vector<double> numbers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  H5Aread(found, H5T_NATIVE_DOUBLE, numbers.data());
  H5Sclose(space);
  H5Aclose(found);
  H5Fclose(file);
  return numbers;
}

struct ResidualGolden {
  explicit ResidualGolden(const std::filesystem::path& path)
      : file(hdf5::File::open(path)),
        order(static_cast<Eigen::Index>(file.number("", "q"))),
        bin_s(file.number("", "dt")),
        across(file.number("", "across") != 0),
        lag(numbers_of(path, "lag")),
        dim(numbers_of(path, "dim")),
        smoothness(numbers_of(path, "lam")),
        fine(labels("input/fine")),
        coarse(labels("input/coarse")) {
    auto all = residual::residuals(trials(), fine);
    for (const auto label : labels("input/seg")) {
      if (label == static_cast<std::int64_t>(segments.size())) segments.emplace_back();
    }
    const auto of_bins = labels("input/seg");
    for (std::size_t t = 0; t < all.size(); ++t) {
      segments[static_cast<std::size_t>(of_bins[t * of_bins.size() / all.size()])].push_back(
          all[t]);
    }
    for (std::size_t c = 0; c < lag.size(); ++c) {
      residual::TrialList members;
      for (std::size_t i = 0; i < coarse.size(); ++i) {
        if (coarse[i] == static_cast<std::int64_t>(c)) {
          members.push_back(static_cast<Eigen::Index>(i));
        }
      }
      conditions.push_back(residual::some_trials(segments, members));
    }
    take_ranks(numbers_of(path, "ranks"));
  }

  std::vector<std::int64_t> labels(const std::string& key) const {
    const Tensor read = file.read(key).to(at::kLong).contiguous();
    return {read.data_ptr<std::int64_t>(), read.data_ptr<std::int64_t>() + read.numel()};
  }

  std::vector<double> numbers(const std::string& key) const {
    const Tensor read = file.read(key).to(at::kDouble).contiguous();
    return {read.data_ptr<double>(), read.data_ptr<double>() + read.numel()};
  }

  /// Rows of labels.
  std::vector<std::vector<std::int64_t>> label_rows(const std::string& key) const {
    const auto all = labels(key);
    const auto width = static_cast<std::size_t>(file.info(key).shape.at(1));
    std::vector<std::vector<std::int64_t>> rows;
    for (std::size_t i = 0; i < all.size(); i += width) {
      rows.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(i),
                        all.begin() + static_cast<std::ptrdiff_t>(i + width));
    }
    return rows;
  }

  double smoothness_of(std::size_t segment) const {
    return smoothness.size() == 1 ? smoothness[0] : smoothness[segment];
  }

  hdf5::File file;
  Eigen::Index order;
  double bin_s;
  bool across;
  std::vector<double> lag, dim, smoothness;
  std::vector<std::int64_t> fine, coarse;
  residual::Segments segments;                 ///< residuals of all trials
  std::vector<residual::Segments> conditions;  ///< of each coarse condition
  residual::Ranks ranks;

 private:
  residual::Bins trials() const {
    if (!file.has("input/counts")) return residual::bins_of(file.read("input/y"));
    auto counts = residual::summed(residual::bins_of(file.read("input/counts")),
                                   static_cast<Eigen::Index>(file.number("", "bin")));
    return file.number("", "sqrt") != 0 ? residual::square_roots(std::move(counts)) : counts;
  }

  /// One for each condition, or one for each condition and segment.
  void take_ranks(const std::vector<double>& given) {
    const bool each = given.size() == lag.size() * segments.size();
    for (std::size_t c = 0; c < lag.size(); ++c) {
      auto& of_condition = ranks.emplace_back();
      for (std::size_t s = 0; s < segments.size(); ++s) {
        of_condition.push_back(
            static_cast<Eigen::Index>(each ? given[c * segments.size() + s] : given[c]));
      }
    }
  }
};

}  // namespace npd::testing
