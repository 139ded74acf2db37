#include "report/deflate.hpp"

#include <npd/error.hpp>

#include <zlib.h>

namespace npd::report {

std::string deflated(std::string_view bytes) {
  constexpr int compression = 9;
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), compression);
  if (status != Z_OK) throw OutputError("zlib cannot compress the data of a report");
  packed.resize(size);
  return packed;
}

}  // namespace npd::report
