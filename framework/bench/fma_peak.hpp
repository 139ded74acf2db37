#pragma once

namespace npd::bench {

/// What this machine can do at most: fused multiply-adds of float32 in registers, on some threads
/// at once, in GFLOP/s. Takes about a fifth of a second.
double measured_fma_peak(int threads);

}  // namespace npd::bench
