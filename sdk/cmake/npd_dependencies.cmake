# What the SDK stands on, as targets: in this tree, and for whoever uses the installed package. The
# languages of the project may be CXX alone.
find_package(Torch REQUIRED)
find_package(fmt REQUIRED)
find_library(npd_torch_cpu torch_cpu HINTS ${TORCH_INSTALL_PREFIX}/lib REQUIRED)
find_library(npd_c10 c10 HINTS ${TORCH_INSTALL_PREFIX}/lib REQUIRED)
# CMake's search for HDF5 needs C.
find_library(npd_libhdf5 NAMES hdf5_serial hdf5 REQUIRED)
find_path(npd_libhdf5_include hdf5.h PATH_SUFFIXES hdf5/serial REQUIRED)
mark_as_advanced(npd_torch_cpu npd_c10 npd_libhdf5 npd_libhdf5_include)

function(npd_imported_library name)
  cmake_parse_arguments(arg "" "" "INCLUDE;LINK" ${ARGN})
  if(NOT TARGET ${name})
    add_library(${name} INTERFACE IMPORTED)
    target_include_directories(${name} SYSTEM INTERFACE ${arg_INCLUDE})
    target_link_libraries(${name} INTERFACE ${arg_LINK})
  endif()
endfunction()
# LibTorch as system headers, without the flags that its package forces on its users.
npd_imported_library(npd::torch INCLUDE ${TORCH_INCLUDE_DIRS} LINK ${npd_torch_cpu} ${npd_c10})
# Tensor.h without the operations, which each file names by header.
target_compile_definitions(npd::torch INTERFACE AT_PER_OPERATOR_HEADERS)
npd_imported_library(npd::libhdf5 INCLUDE ${npd_libhdf5_include} LINK ${npd_libhdf5})
