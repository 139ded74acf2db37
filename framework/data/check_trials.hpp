#pragma once

#include <npd/dataset.hpp>

#include <string_view>

namespace npd::data {

/// The numbers that a data set gave, once their sizes are known to be right (host/contract.hpp):
/// counts are whole and at least 0, or what else the data set has announced, inputs and truths
/// finite, true rates of counts at least 0, and there are trials to train on and to validate with.
/// \param name  the data set, put in front of each message
/// \throws DataError naming the array, expected and found
void check_trials(const Trials& trials, std::string_view name);

}  // namespace npd::data
