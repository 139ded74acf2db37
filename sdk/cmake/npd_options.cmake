# Flags of our own targets: warnings, sanitizers.

function(npd_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(NPD_SANITIZE)
    # g++ 12 sees uninitialised values in the checks that its own sanitizers insert.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(NPD_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

if(NPD_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
