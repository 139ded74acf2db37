#pragma once

#include <vector>

namespace npd::testing {

/// What `count` calls of `draw` give.
template <class Draw>
auto draws(int count, Draw draw) {
  std::vector<decltype(draw())> values;
  for (int i = 0; i < count; ++i) values.push_back(draw());
  return values;
}

}  // namespace npd::testing
