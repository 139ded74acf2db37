#pragma once

#include <npd/generator.hpp>
#include <npd/readout.hpp>
#include <npd/testing/gradcheck.hpp>

#include <vector>

/// \file kernel_check.hpp
/// A small host for kernels: panels of 1, 17 and 64 trials, memory that starts as NaN and is
/// guarded at its end. What comes out is compared with autograd through the same object in float64;
/// a right kernel deviates by float32 rounding, about 1e-6.
namespace npd::testing {

/// Runs the kernel over a sequence of 5 bins: states, and the gradients of input, initial state and
/// every trained weight. The weights are as they are (see draw_weights), in float32.
/// \throws PluginError if there is no kernel, or it writes past the memory that it asked for
std::vector<Deviation> kernel_deviations(Generator& generator, const GeneratorShape& shape);

/// Runs the kernel on columns: outputs, and the gradients of factors and every trained weight.
/// \throws PluginError if there is no kernel, or it writes past the memory that it asked for
std::vector<Deviation> kernel_deviations(Readout& readout, const ReadoutShape& shape);

}  // namespace npd::testing
