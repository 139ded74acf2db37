#pragma once

/// \file precompiled.hpp
/// LibTorch's operations, which take longer to parse than all else in a file. Never included by
/// hand, and not part of the SDK: every file names what it uses, as the debug preset, which does
/// without this, shows.
#include <npd/ops.hpp>
