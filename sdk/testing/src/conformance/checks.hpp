#pragma once

#include <npd/testing/conformance.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace npd::testing {

/// What a check has to say so far.
class Findings {
 public:
  void problem(std::string text) { problems_.push_back(std::move(text)); }
  /// Once, however often it is said.
  void note(const std::string& text) {
    if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(text);
  }

  const std::vector<std::string>& problems() const { return problems_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::vector<std::string> problems_;
  std::vector<std::string> notes_;
};

/// Runs checks one by one and keeps what they find.
class Checks {
 public:
  explicit Checks(CheckObserver observer) : observer_(std::move(observer)) {}

  /// An exception that leaves `check` is a problem of it.
  void run(const std::string& name, const std::function<void(Findings&)>& check);

  const std::vector<CheckResult>& results() const { return results_; }

 private:
  CheckObserver observer_;
  std::vector<CheckResult> results_;
};

/// The exception in flight for people: its message, LibTorch's without the backtrace.
std::string exception_text();

}  // namespace npd::testing
