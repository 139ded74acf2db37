# Debian packages: `npd`, the program with its plugins and configurations, and `npd-dev`, what
# plugins are built with. Made by `cpack -G DEB` in the build folder.
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION share/doc/npd COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/npd RENAME copyright
  COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/sdk/CHANGELOG.md DESTINATION share/doc/npd-dev COMPONENT dev)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/npd-dev RENAME copyright
  COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/docs DESTINATION share/doc/npd-dev COMPONENT dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The npd authors <npd@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME npd)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "Neural population dynamics: simulate, fit, measure
 Simulates neural population recordings from circuit models with known ground
 truth, fits LFADS models to them, and measures how much of the true dynamics
 came back. Data sets, generators, readouts and metrics are plugins.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# shlibdeps is content with any BLAS; the reference one is 20 times slower.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS libopenblas0-pthread)

set(CPACK_DEBIAN_DEV_PACKAGE_NAME npd-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers, libraries and templates to write plugins for npd
 The SDK of npd with its CMake package, a test kit and templates.")
string(REGEX MATCH "^[0-9]+" npd_gcc "${CMAKE_CXX_COMPILER_VERSION}")
string(JOIN ", " CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
  "npd (= ${PROJECT_VERSION})" "g++-${npd_gcc}" "cmake (>= 3.25)"
  libtorch-dev libfmt-dev libhdf5-dev catch2)
include(CPack)
