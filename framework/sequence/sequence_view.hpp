#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

#include <cstdint>

/// \file sequence_view.hpp
/// Between tensors (batch, time, feature) and panels [feature][trial].
namespace npd::sequence {

/// A place in a sequence: a bin, and the trial that a panel's first column is.
struct Place {
  std::int64_t bin = 0;
  std::int64_t first_trial = 0;
};

/// Where the values of a float32 tensor (batch, time, feature) or (batch, feature) lie.
struct SequenceView {
  float* data = nullptr;
  std::int64_t features = 0;
  std::int64_t trial_stride = 0, bin_stride = 0, feature_stride = 0;

  SequenceView() = default;  ///< of an undefined tensor: no features
  /// \throws ShapeError unless the tensor is undefined or float32
  explicit SequenceView(const Tensor& tensor);

  explicit operator bool() const { return data != nullptr; }
  float* at(Place place) const {
    return data + place.bin * bin_stride + place.first_trial * trial_stride;
  }
  SequenceView feature_block(std::int64_t first, std::int64_t count) const;
};

void read(Panel panel, const SequenceView& sequence, Place place);        ///< panel = sequence
void add(Panel panel, const SequenceView& sequence, Place place);         ///< panel += sequence
void multiply(Panel panel, const SequenceView& sequence, Place place);    ///< panel *= sequence
void write(const SequenceView& sequence, Place place, ConstPanel panel);  ///< sequence = panel

/// panel = sequence, whose trials, from the first one on, come again until the panel is full.
void read_repeatedly(Panel panel, const SequenceView& sequence, std::int64_t trials,
                     std::int64_t bin);

/// A panel to `write`: the sequence's own memory, if it lies there as a panel does, else `memory`.
Panel panel_to_write(const SequenceView& sequence, Place place, Panel memory);

/// What `read` gives without copying it, if it lies in the sequence as a panel does; else in
/// `memory`, a panel of its size.
ConstPanel panel_at(const SequenceView& sequence, Place place, Panel memory);

/// panel = sequence * mask. \param mask  without it, ones
void read_masked(Panel panel, const SequenceView& sequence, const SequenceView& mask, Place place);
/// sequence = panel * mask. \param mask  without it, ones \param panel  may become the product
void write_masked(const SequenceView& sequence, const SequenceView& mask, Place place, Panel panel);

/// A new tensor (batch, time, feature) whose trials lie side by side in memory, as they do
/// in panels: writing panels to it is copying rows.
Tensor new_sequence(std::int64_t batch, std::int64_t time, std::int64_t features,
                    at::ScalarType type = at::kFloat);

}  // namespace npd::sequence
