#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// \file philox_bin.hpp
/// Random words for all trials and units of a bin at once: word j of block b serves unit
/// j * ((units + 3) / 4) + b, and a block is npd::philox of the counter {block, bin, trial, step}.
/// What is drawn lies at out[unit * trials + trial].
namespace npd::model {

/// What the words of a bin depend on, but for their block and trial.
struct PhiloxBin {
  std::uint32_t bin, step, key0, key1;
};

void fill_words(const PhiloxBin& at, std::span<const std::uint32_t> trials, std::size_t units,
                std::uint32_t* out);

/// `value` where the word is at most `highest`, else 0.
void fill_mask(const PhiloxBin& at, std::span<const std::uint32_t> trials, std::size_t units,
               float* out, std::uint32_t highest, float value);

}  // namespace npd::model
