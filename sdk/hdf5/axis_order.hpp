#pragma once

#include <npd/hdf5.hpp>
#include <npd/lfads_layout.hpp>
#include <npd/tensor.hpp>

#include <optional>
#include <string>
#include <vector>

/// \file axis_order.hpp
/// Whether arrays that should be (trial, time, neuron) are (neuron, time, trial), as MATLAB writes
/// an array of the right order.
namespace npd::lfads_layout {

/// What shows that the axes are reversed; nothing where the sizes allow the right order.
/// \param parts  at least one, with the number of trials that the right order gives
/// \param array  the array that every part has, with three axes: "encod_data"
std::optional<std::string> sign_of_reversed_axes(const hdf5::File& file,
                                                 const std::vector<Part>& parts,
                                                 const std::string& array);

/// What to do about it.
std::string cure_of_reversed_axes();

/// Whether the numbers rather have neurons on the first axis and trials on the last. Neurons differ
/// in their mean rates by more than chance, trials hardly.
/// \param counts  (trial, time, neuron), or the other way round; NaN: missing
bool varies_more_along_first(const Tensor& counts);

}  // namespace npd::lfads_layout
