#pragma once

/// \file catch.hpp
/// Catch2, version 2 or 3. Include it last: LibTorch's logging library defines a fatal CHECK, which
/// would silently replace Catch2's.
#undef CHECK
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
namespace npd::testing {
using Approx = Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;
}  // namespace npd::testing
#else
#include <catch2/catch.hpp>
namespace npd::testing {
using Approx = Catch::Detail::Approx;
using Catch::Matchers::EndsWith;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;
inline auto ContainsSubstring(const std::string& text) { return Catch::Matchers::Contains(text); }
}  // namespace npd::testing
#endif
