# npd_test_plugin(PLUGIN [COMPONENT ID] [NAME NAME] [PARAMETERS KEY=VALUE...])
#
# Adds a ctest that checks whether the components of a plugin do what their kind must do: shapes,
# gradients, kernels, seeds, bad parameters refused by name, ... It compiles nothing; `npd_conformance`
# loads the library.
#
#   COMPONENT   only this one; default: all that the library holds
#   NAME        of the test; default: PLUGIN_conformance. Give one to each further test of a plugin.
#   PARAMETERS  for example: rank=2 inputs=linear levels=0.1,1; the others keep their defaults. A
#               parameter that is itself a component takes the library of one, inner=$<TARGET_FILE:gru>,
#               and without one is filled with a small network of the kit's own.
function(npd_test_plugin plugin)
  cmake_parse_arguments(arg "" "COMPONENT;NAME" "PARAMETERS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "npd_test_plugin(${plugin}): cannot understand \"${arg_UNPARSED_ARGUMENTS}\"")
  endif()
  if(NOT arg_NAME)
    set(arg_NAME ${plugin}_conformance)
  endif()
  if(arg_COMPONENT)
    list(PREPEND arg_PARAMETERS --component ${arg_COMPONENT})
  endif()
  add_test(NAME ${arg_NAME}
           COMMAND $<TARGET_FILE:npd::conformance> $<TARGET_FILE:${plugin}> ${arg_PARAMETERS})
  set_tests_properties(${arg_NAME} PROPERTIES LABELS conformance TIMEOUT 300)
endfunction()
