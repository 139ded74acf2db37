# Run as a script: writes OUTPUT, a C file that defines npd_sdk_headers (npd/abi.h), a hash of names and
# contents of all files below HEADERS. OUTPUT stays as it is while they do.
cmake_minimum_required(VERSION 3.25)
file(GLOB_RECURSE headers RELATIVE ${HEADERS} ${HEADERS}/*.h ${HEADERS}/*.hpp)
list(SORT headers)
set(all "")
foreach(header IN LISTS headers)
  file(SHA256 ${HEADERS}/${header} hash)
  string(APPEND all "${header} ${hash}\n")
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING ${hash} 0 16 hash)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#include <npd/abi.h>\n\nconst char npd_sdk_headers[] = \"@hash@\";\n"
  @ONLY)
