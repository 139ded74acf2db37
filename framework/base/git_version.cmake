# Writes OUTPUT, a source file with what git says of SOURCE now; left alone if that is in it already.
cmake_minimum_required(VERSION 3.25)
set(version "")
if(GIT)
  execute_process(COMMAND ${GIT} describe --always --dirty --tags
                  WORKING_DIRECTORY ${SOURCE}
                  OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
set(text "#include \"base/git_version.hpp\"\n
namespace npd::base {

const char* git_version() { return \"${version}\"; }

}  // namespace npd::base
")
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "${text}" @ONLY)
