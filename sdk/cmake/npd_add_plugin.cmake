# Without these the compiler may not vectorise loops over panels (<npd/vector_math.hpp>); they change
# no result but that of `#pragma omp simd`.
set(npd_vector_flags -fno-math-errno -fno-trapping-math -fopenmp-simd)

# npd_add_plugin(NAME SOURCE... [LIBRARIES LIBRARY...])
#
# Builds a plugin library NAME.so for the host to load: hidden symbols, nothing left undefined
# (an unresolved symbol fails here and not at the user's run), never unloaded.
function(npd_add_plugin name)
  cmake_parse_arguments(arg "" "" "LIBRARIES" ${ARGN})
  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE npd::sdk ${arg_LIBRARIES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  # Whoever names no build type wants a plugin that is fast.
  target_compile_options(${name} PRIVATE ${npd_vector_flags} $<$<CONFIG:>:-O3>)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    DEFINE_SYMBOL ""
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_link_options(${name} PRIVATE -Wl,-z,nodelete)
  if(NOT NPD_SANITIZE) # the sanitizers' run time is resolved by the host
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
endfunction()
