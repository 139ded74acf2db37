/* Tells libFuzzer which code ran. It wants the counters of clang; g++, which compiles LibTorch's
 * headers, calls this function in every block instead. Not compiled for coverage itself. */
#include <stdint.h>

#define COUNTERS (1 << 16)
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS];

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void) {
  const uintptr_t block = (uintptr_t)__builtin_return_address(0);
  uint8_t* counter = &counters[(block ^ block >> 16) % COUNTERS];
  if (*counter < 255) ++*counter;
}

/* g++ also reports comparisons of floating-point numbers, which libFuzzer knows nothing of. */
void __sanitizer_cov_trace_cmpf(float a, float b);
void __sanitizer_cov_trace_cmpf(float a, float b) {
  (void)a;
  (void)b;
}
void __sanitizer_cov_trace_cmpd(double a, double b);
void __sanitizer_cov_trace_cmpd(double a, double b) {
  (void)a;
  (void)b;
}
