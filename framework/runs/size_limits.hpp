#pragma once

#include "config/section.hpp"
#include "model/config.hpp"

#include <cstdint>

namespace npd::runs {

/// Marks sizes as mistakes of their keys whose square weights alone, with their gradient and the
/// optimiser's two moments, would not fit into memory. What plugins make of their own parameters is
/// not known here.
/// \param memory  bytes that this process can have
void check_sizes(const model::Config& model, std::int64_t state_dim,
                 const config::Section& model_table, const config::Section& generator_table,
                 std::uint64_t memory);

}  // namespace npd::runs
