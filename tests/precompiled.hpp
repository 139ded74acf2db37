#pragma once

/// \file precompiled.hpp
/// As ../sdk/src/precompiled.hpp, for tests. Catch2 after all of LibTorch: see
/// npd/testing/catch.hpp.
#include "../sdk/src/precompiled.hpp"

#include <c10/util/Logging.h>

#include <npd/testing/catch.hpp>
