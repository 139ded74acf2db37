#pragma once

#include "results/run_record.hpp"

#include <string>
#include <vector>

namespace npd::runs {

/// Those of this process. \param blas  name of the BLAS in use
results::Circumstances circumstances(const std::string& blas);

/// One text for each thing that may round otherwise: "BLAS OpenBLAS ..., now OpenBLAS ...".
std::vector<std::string> differences(const results::Circumstances& then,
                                     const results::Circumstances& now);

}  // namespace npd::runs
