#pragma once

#include "conformance/tested.hpp"

#include <npd/module.hpp>

#include <functional>
#include <memory>

namespace npd::testing {

/// Whether the marks of parameters say what another value does to weights.
/// \param make  an object of the component with these values; of the same sizes each time
void check_marks(const Tested& tested,
                 const std::function<std::shared_ptr<Module>(const ParamValues& values)>& make,
                 Checks& checks);

}  // namespace npd::testing
