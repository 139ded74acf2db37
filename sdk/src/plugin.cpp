#include <npd/plugin.hpp>

namespace npd {

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::dataset:
      return "dataset";
    case Kind::generator:
      return "generator";
    case Kind::readout:
      return "readout";
    case Kind::metric:
      return "metric";
  }
  return "unknown";
}

}  // namespace npd
