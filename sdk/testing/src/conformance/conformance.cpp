#include "conformance/tested.hpp"

#include <npd/testing/conformance.hpp>

namespace npd::testing {

KindTests tests_of(Kind kind) {
  switch (kind) {
#define NPD_KIND(name, plural, Class) \
  case Kind::name:                    \
    return name##_tests();
    NPD_KINDS(NPD_KIND)
#undef NPD_KIND
  }
  throw PluginError("a component has no known kind");
}

std::vector<CheckResult> check_conformance(const Component& component, const ParamTexts& parameters,
                                           const CheckObserver& observer) {
  const KindTests tests = tests_of(component.kind);
  const Tested tested(component, parameters);
  Checks checks(observer);
  check_parameters(tested, checks);
  tests.check(tested, checks);
  return checks.results();
}

}  // namespace npd::testing
