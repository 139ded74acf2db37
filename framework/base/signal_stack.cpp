#include "base/signal_stack.hpp"

#include <csignal>
#include <cstddef>
#include <utility>

namespace npd::base {
namespace {

constexpr std::size_t size = 1 << 16;

}  // namespace

SignalStack::Memory SignalStack::allocate() { return Memory(new char[size]); }

SignalStack::SignalStack(Memory memory) : memory_(std::move(memory)) {
  const stack_t stack{.ss_sp = memory_.get(), .ss_flags = 0, .ss_size = size};
  ::sigaltstack(&stack, nullptr);
}

SignalStack::~SignalStack() {
  const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
  ::sigaltstack(&none, nullptr);
}

}  // namespace npd::base
