#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

#include <cstdint>

/// \file sequence_view.hpp
/// Between tensors (batch, time, feature) and panels [feature][trial].
namespace npd::seq {

/// Where the values of a float32 tensor (batch, time, feature) or (batch, feature) lie.
struct SequenceView {
  float* data = nullptr;
  std::int64_t features = 0;
  std::int64_t trial_stride = 0, bin_stride = 0, feature_stride = 0;

  SequenceView() = default;  ///< of an undefined tensor: no features
  /// \throws ShapeError unless the tensor is undefined or float32
  explicit SequenceView(const Tensor& tensor);

  explicit operator bool() const { return data != nullptr; }
  SequenceView feature_block(std::int64_t first, std::int64_t count) const;
};

/// A place in a sequence: a bin, and the trial that a panel's first column is.
struct Place {
  std::int64_t bin = 0;
  std::int64_t first_trial = 0;
};

void read(Panel panel, const SequenceView& sequence, Place place);        ///< panel = sequence
void add(Panel panel, const SequenceView& sequence, Place place);         ///< panel += sequence
void multiply(Panel panel, const SequenceView& sequence, Place place);    ///< panel *= sequence
void write(const SequenceView& sequence, Place place, ConstPanel panel);  ///< sequence = panel

/// A new float32 tensor (batch, time, feature) whose trials lie side by side in memory, as they do
/// in panels: writing panels to it is copying rows.
Tensor new_sequence(std::int64_t batch, std::int64_t time, std::int64_t features);

}  // namespace npd::seq
