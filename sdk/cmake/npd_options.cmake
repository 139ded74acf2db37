# Flags of our own targets: warnings, sanitizers, precompiled headers.

function(npd_own_code target)
  target_compile_options(${target} PRIVATE
    ${npd_vector_flags} $<$<COMPILE_LANGUAGE:CXX>:${npd_coverage_flags}>)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(NPD_SANITIZE OR NPD_SANITIZE_THREADS)
    # g++ 12 sees uninitialised values in the checks that its own sanitizers insert.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(NPD_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# g++ 12 takes inlined parts of std::string for our own code once they come precompiled, and then sees
# accesses out of bounds where there are none. The debug preset, without them, still warns.
function(npd_trust_precompiled target)
  target_compile_options(${target} PRIVATE
    -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow -Wno-restrict)
endfunction()

# npd_precompile(TARGET): LibTorch's operations parsed once for all. For targets that use them in most
# of their files (loading costs a file more than all of its other headers) and have no compile flags
# of their own.
function(npd_precompile target)
  target_precompile_headers(${target} REUSE_FROM npd_sdk)
  npd_trust_precompiled(${target})
endfunction()

if(NPD_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

if(NPD_FUZZ)
  set(npd_coverage_flags -fsanitize-coverage=trace-pc,trace-cmp)
endif()

if(NPD_SANITIZE_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
