#pragma once

#include <memory>

namespace npd::base {

/// A stack for signal handlers of the thread that makes it, until its end: a thread whose own stack
/// is used up can then still say what it was doing. Every thread needs one of its own.
class SignalStack {
 public:
  using Memory = std::unique_ptr<char[]>;

  /// What a stack needs, to be asked for before its thread is started: one that is there already
  /// cannot say that there is none. \throws std::bad_alloc
  static Memory allocate();

  explicit SignalStack(Memory memory);
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  Memory memory_;
};

}  // namespace npd::base
