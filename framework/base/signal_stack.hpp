#pragma once

#include <memory>

namespace npd::base {

/// A stack for signal handlers of the thread that makes it, until its end: a thread whose own stack
/// is used up can then still say what it was doing. Every thread needs one of its own.
class SignalStack {
 public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  std::unique_ptr<char[]> memory_;
};

}  // namespace npd::base
