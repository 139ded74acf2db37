#include "conformance/checks.hpp"

#include <c10/util/Exception.h>

#include <exception>

namespace npd::testing {

void Checks::run(const std::string& name, const std::function<void(Findings&)>& check) {
  observer_.before(name);
  Findings findings;
  try {
    check(findings);
  } catch (...) {
    findings.problem("threw: " + exception_text());
  }
  results_.push_back({name, findings.problems(), findings.notes()});
  observer_.after(results_.back());
}

std::string exception_text() {
  try {
    throw;
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "something that is not a std::exception";
  }
}

}  // namespace npd::testing
