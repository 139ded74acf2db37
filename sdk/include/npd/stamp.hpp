#pragma once

#include <npd/abi.h>
#include <torch/version.h>

/// \file stamp.hpp
/// The stamp of the code that includes it; see abi.h.

#define NPD_STRINGIFY_2(x) #x
#define NPD_STRINGIFY(x) NPD_STRINGIFY_2(x)

#if NPD_SDK_VERSION_MAJOR == 0
#define NPD_STAMP_SDK "0." NPD_STRINGIFY(NPD_SDK_VERSION_MINOR)
#else
#define NPD_STAMP_SDK NPD_STRINGIFY(NPD_SDK_VERSION_MAJOR)
#endif

#if defined(__clang__)
#define NPD_STAMP_COMPILER "clang-" NPD_STRINGIFY(__clang_major__)
#else
#define NPD_STAMP_COMPILER "gcc-" NPD_STRINGIFY(__GNUC__)
#endif

#include <cstddef>

#if defined(_GLIBCXX_DEBUG)
#define NPD_STAMP_STDLIB_DEBUG ", debug"
#else
#define NPD_STAMP_STDLIB_DEBUG ""
#endif
#if defined(_LIBCPP_VERSION)
#define NPD_STAMP_STDLIB "libc++ " NPD_STRINGIFY(_LIBCPP_ABI_VERSION)
#else
#define NPD_STAMP_STDLIB \
  "libstdc++, cxx11abi " NPD_STRINGIFY(_GLIBCXX_USE_CXX11_ABI) NPD_STAMP_STDLIB_DEBUG
#endif

namespace npd {

/// The stamp of this translation unit and of the SDK that it is linked with.
constexpr npd_stamp own_stamp() {
  return {sizeof(npd_plugin_v1), NPD_STAMP_SDK, NPD_STAMP_COMPILER,
          NPD_STAMP_STDLIB,      TORCH_VERSION, npd_sdk_headers};
}

}  // namespace npd
