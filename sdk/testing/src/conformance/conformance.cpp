#include "conformance/tested.hpp"

#include <npd/testing/conformance.hpp>

namespace npd::testing {

std::vector<CheckResult> check_conformance(const Component& component, const ParamTexts& parameters,
                                           const CheckObserver& observer) {
  const Tested tested(component, parameters);
  Checks checks(observer);
  check_parameters(tested, checks);
  switch (component.kind) {
    case Kind::dataset:
      check_dataset(tested, checks);
      break;
    case Kind::generator:
      check_generator(tested, checks);
      break;
    case Kind::readout:
      check_readout(tested, checks);
      break;
    case Kind::metric:
      check_metric(tested, checks);
      break;
  }
  return checks.results();
}

}  // namespace npd::testing
