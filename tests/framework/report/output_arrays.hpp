#pragma once

#include "report/array_store.hpp"
#include "report/run_content.hpp"
#include "report/run_source.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <tuple>

/// \file output_arrays.hpp
/// A small output file as lfads-torch writes them, and what the page makes of a file or run.
namespace npd::testing {

using Arrays = std::map<std::string, Tensor>;

/// Four trials of 6 bins of 3 neurons, of which the last one validates; trials are numbered 10 i.
inline Arrays output_arrays() {
  Arrays arrays;
  for (const auto& [part, first, count] :
       {std::tuple{"train_", 0, 3}, std::tuple{"valid_", 3, 1}}) {
    const auto key = [part = part](const char* name) { return std::string(part) + name; };
    const Tensor ramp =
        at::arange(first * 18, (first + count) * 18, at::kDouble).reshape({count, 6, 3});
    arrays[key("recon_data")] = at::floor(ramp / 30).to(at::kByte);
    arrays[key("encod_data")] = arrays[key("recon_data")].slice(1, 0, 5).slice(2, 0, 2);
    arrays[key("output_params")] = ramp / 100;
    arrays[key("truth")] = ramp / 50;
    arrays[key("factors")] = ramp.slice(2, 0, 2);
    arrays[key("latents")] = ramp.slice(2, 1, 3);
    arrays[key("ic_mean")] = ramp.select(1, 0);
    arrays[key("ic_std")] = at::ones({count, 3}, at::kDouble);
  }
  arrays["train_inds"] = at::tensor({3, 0, 1});
  arrays["valid_inds"] = at::tensor({2});
  return arrays;
}

inline void write_arrays(const std::filesystem::path& path, const Arrays& arrays) {
  hdf5::Writer writer(path);
  for (const auto& [key, array] : arrays) writer.write(key, array);
  writer.commit();
}

inline nlohmann::json content_of(const std::filesystem::path& path,
                                 std::int64_t numbers = 1000000) {
  report::ArrayStore store(numbers);
  return report::run_content(report::read_run_source(path), {}, store);
}

/// Whether the page says that something cannot be shown.
inline bool tells(const nlohmann::json& content, const std::string& word) {
  for (const std::string text : content["absent"]) {
    if (text.find(word) != std::string::npos) return true;
  }
  return false;
}

}  // namespace npd::testing
