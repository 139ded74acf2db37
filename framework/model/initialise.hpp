#pragma once

#include <npd/module.hpp>

#include <cstdint>

namespace npd::model {

/// Draws every weight of a module from its Init: the stream of a weight is "init/<name>" of `seed`,
/// so that its start depends on nothing but the seed and its name.
void initialise(Module& module, std::uint64_t seed);

}  // namespace npd::model
