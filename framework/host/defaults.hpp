#pragma once

#include <npd/params.hpp>

namespace npd::host {

/// Leaves every parameter at its default.
class Defaults final : public Params {
  void parameter(const ParameterInfo&, ParameterRef) override {}
};

}  // namespace npd::host
