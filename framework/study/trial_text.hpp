#pragma once

#include "config/node.hpp"

#include <string>

/// \file trial_text.hpp
/// Values of keys as text: a cell of draws.csv, which is what stands behind `key=` on the command
/// line of the trial.
namespace npd::study {

/// 17 digits: reads back to the same bits.
std::string number_cell(double value);

/// Plain text where the command line understands it as that text, else TOML.
std::string value_cell(const config::Value& value);

}  // namespace npd::study
