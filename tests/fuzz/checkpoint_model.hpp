#pragma once

#include <npd/module.hpp>

#include <cstdint>

namespace npd::fuzz {

/// What the checkpoints of the fuzzer are of.
class SmallModel final : public Module {
 public:
  SmallModel() {
    parameter("weight", {2, 3}, zeros());
    parameter("bias", {2}, zeros());
  }
};

}  // namespace npd::fuzz
