/* The handshake between a plugin library and its host: plain C, so that it can be read safely
 * whatever compiler, SDK or LibTorch built the library.
 *
 * A plugin exports one symbol, `npd_plugin`. Its first member is a stamp. The host reads the
 * stamp and nothing else; only if every field equals the host's own may it look at the C++
 * components behind it. See sdk/docs/abi.md.
 */
#ifndef NPD_ABI_H
#define NPD_ABI_H

#include <stddef.h>
#include <stdint.h>

/* The version of the SDK: the only place where it is written. While the major version is 0 every
 * minor version may break plugins; from 1 on only the major version does. */
#define NPD_SDK_VERSION_MAJOR 0
#define NPD_SDK_VERSION_MINOR 3
#define NPD_SDK_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/* What must be equal on both sides before C++ objects may cross. */
struct npd_stamp {
  uint32_t struct_size; /* sizeof(struct npd_plugin_v1) */
  const char* sdk;      /* "0.MINOR", from version 1 on "MAJOR" */
  const char* compiler; /* "gcc-12" */
  const char* stdlib;   /* "libstdc++, cxx11abi 1" */
  const char* torch;    /* TORCH_VERSION, compared as text */
  const char* headers;  /* npd_sdk_headers; read only where struct_size is one's own */
};

/* A hash of all public headers of the SDK that is linked, in hexadecimal digits: two SDKs of one
 * version number may still differ. The same headers have the same hash, whatever their path.
 * Hidden, so that no library reads another one's. */
__attribute__((visibility("hidden"))) extern const char npd_sdk_headers[];

/* What a plugin library exports as `npd_plugin`. */
struct npd_plugin_v1 {
  struct npd_stamp stamp;
  size_t component_count;
  const void* components; /* const npd::Component[component_count]: C++, behind the stamp */
};

#ifdef __cplusplus
}
#endif

#endif /* NPD_ABI_H */
