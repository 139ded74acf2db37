#include <npd/metric.hpp>

#include <limits>
#include <utility>

namespace npd {

Score undefined_score(std::string name, std::string split, std::string reason) {
  return {std::move(name), std::numeric_limits<double>::quiet_NaN(), std::move(split),
          std::move(reason)};
}

}  // namespace npd
