#pragma once

#include <string>

/// \file threads.hpp
/// The process-wide settings that speed and reproducibility hang on. Set once, at the start.
namespace npd::app {

/// Makes LibTorch, OpenMP and OpenBLAS compute on the calling thread alone, whatever the
/// environment says: their results depend on the number of threads, and on small operations more
/// threads are slower. Our own engine brings its own threads.
void use_one_thread();

/// Makes all threads share one heap. By default each gets its own, and what one has freed is of no
/// use to the others.
void use_one_heap();

/// Which library LibTorch's matrix products come from, and a hint if it is the slow one: "OpenBLAS
/// 0.3.21 ...", "reference BLAS (slow: install libopenblas0-pthread)".
std::string blas_name();

}  // namespace npd::app
