#pragma once
#pragma GCC system_header

#include <cstdlib>

/// \file switches.hpp
/// Many faults in one build, each of them on only if NPD_FAULT holds its number. Included by
/// sources into which faults were written, never by those of the project.

// Of all that a compiler finds doubtful in a switch, nothing is wrong with the sources.
#pragma GCC diagnostic ignored "-Wparentheses"

namespace npd_fault {

inline bool on(int number) {
  static const long chosen = [] {
    const char* text = std::getenv("NPD_FAULT");
    char* end = nullptr;
    const long named = text == nullptr ? -1 : std::strtol(text, &end, 10);
    return end == nullptr || end == text || *end != '\0' ? -1
                                                         : named;  // a build of its own: a name
  }();
  return chosen == number;
}

/// `a < Less<7>{} < b` is a < b, and a <= b with fault 7: both are left-associative.
#define NPD_FAULT_OPERATOR(Name, op, other)                \
  template <int number>                                    \
  struct Name {};                                          \
  template <class A, int number>                           \
  struct Name##With {                                      \
    A&& a;                                                 \
  };                                                       \
  template <class A, int number>                           \
  Name##With<A, number> operator op(A&& a, Name<number>) { \
    return {static_cast<A&&>(a)};                          \
  }                                                        \
  template <class A, int number, class B>                  \
  auto operator op(Name##With<A, number> with, B&& b) {    \
    return on(number) ? (with.a other b) : (with.a op b);  \
  }

NPD_FAULT_OPERATOR(Less, <, <=)
NPD_FAULT_OPERATOR(LessEqual, <=, <)
NPD_FAULT_OPERATOR(More, >, >=)
NPD_FAULT_OPERATOR(MoreEqual, >=, >)
NPD_FAULT_OPERATOR(Equal, ==, !=)
NPD_FAULT_OPERATOR(Unequal, !=, ==)
NPD_FAULT_OPERATOR(Plus, +, -)
NPD_FAULT_OPERATOR(Minus, -, +)

/// `a += Added<7>{} += b`, and with -=: these are right-associative.
template <int number>
struct Added {};
template <int number, class B>
auto operator+=(Added<number>, B&& b) {
  return on(number) ? -b : +b;
}
template <int number, class B>
auto operator-=(Added<number>, B&& b) {
  return on(number) ? -b : +b;
}

}  // namespace npd_fault
