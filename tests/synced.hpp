#pragma once

#include <filesystem>
#include <vector>

/// \file synced.hpp
/// Which files the code under test has the system bring to the disk. A test program that includes
/// it compiles synced.cpp, too.
namespace npd::testing {

/// Their names at the time of each fsync, in order; those before the last call are forgotten.
std::vector<std::filesystem::path> take_synced();

}  // namespace npd::testing
