# The package that outside projects find: cmake --install puts it under the prefix, and the build
# folder is one, too, so that plugins can be written against a program that is not installed.
include(CMakePackageConfigHelpers)

set(npd_package_dir lib/cmake/npd)
set(npd_config_dir share/npd/configs)
string(REGEX MATCH "^[0-9]+" npd_built_with "${CMAKE_CXX_COMPILER_VERSION}")
set(npd_built_with "${CMAKE_CXX_COMPILER_ID} ${npd_built_with}, LibTorch ${Torch_VERSION}")

install(TARGETS npd_sdk npd_sdk_base npd_hdf5 npd_testing EXPORT npd_targets
  ARCHIVE DESTINATION lib/npd COMPONENT dev)
# Called by npd_test_plugin, not by people.
install(TARGETS npd_conformance EXPORT npd_targets RUNTIME DESTINATION lib/npd COMPONENT dev)
install(TARGETS npd EXPORT npd_targets RUNTIME DESTINATION bin COMPONENT program)
install(TARGETS npd_engine LIBRARY DESTINATION ${npd_engine_dir} COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/configs DESTINATION share/npd COMPONENT program)
install(DIRECTORY ${npd_manual}/man1 ${npd_manual}/man7 DESTINATION share/man COMPONENT program)
install(FILES ${npd_completions}/npd DESTINATION share/bash-completion/completions COMPONENT program)
install(FILES ${npd_completions}/_npd DESTINATION share/zsh/vendor-completions COMPONENT program)
install(FILES ${npd_completions}/npd.fish DESTINATION share/fish/vendor_completions.d
  COMPONENT program)
install(DIRECTORY
  ${PROJECT_SOURCE_DIR}/sdk/include/npd
  ${PROJECT_SOURCE_DIR}/sdk/testing/include/npd
  DESTINATION include COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/template ${PROJECT_SOURCE_DIR}/sdk/examples
  DESTINATION share/npd COMPONENT dev)
install(EXPORT npd_targets NAMESPACE npd:: FILE npd_targets.cmake
  DESTINATION ${npd_package_dir} COMPONENT dev)

# While the major version is 0, every minor version may break plugins.
set(compatibility SameMajorVersion)
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(compatibility SameMinorVersion)
endif()
set(package ${PROJECT_BINARY_DIR}/${npd_package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/sdk/cmake/npdConfig.cmake.in
  ${package}/npdConfig.cmake
  INSTALL_DESTINATION ${npd_package_dir}
  PATH_VARS npd_config_dir
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${package}/npdConfigVersion.cmake COMPATIBILITY ${compatibility})
foreach(module npd_dependencies npd_add_plugin npd_test_plugin)
  configure_file(${PROJECT_SOURCE_DIR}/sdk/cmake/${module}.cmake ${package}/${module}.cmake COPYONLY)
  list(APPEND modules ${package}/${module}.cmake)
endforeach()
install(FILES ${package}/npdConfig.cmake ${package}/npdConfigVersion.cmake ${modules}
  DESTINATION ${npd_package_dir} COMPONENT dev)
export(EXPORT npd_targets NAMESPACE npd:: FILE ${package}/npd_targets.cmake)

# What the program finds from its own path. An earlier build may have left a folder there.
function(npd_link_into_build_folder source name)
  set(link ${PROJECT_BINARY_DIR}/share/npd/${name})
  if(EXISTS ${link} AND NOT IS_SYMLINK ${link})
    file(REMOVE_RECURSE ${link})
  endif()
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/npd)
  file(CREATE_LINK ${source} ${link} SYMBOLIC)
endfunction()
npd_link_into_build_folder(${PROJECT_SOURCE_DIR}/configs configs)
npd_link_into_build_folder(${PROJECT_SOURCE_DIR}/sdk/template template)
