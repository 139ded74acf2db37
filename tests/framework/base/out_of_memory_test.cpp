#include "base/out_of_memory.hpp"

#include <npd/testing/catch.hpp>

TEST_CASE("an error of LibTorch tells that memory is short, and how much was asked for") {
  const auto* text =
      "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried "
      "to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)";
  CHECK(npd::base::tells_of_no_memory(text));
  CHECK(npd::base::bytes_asked(text) == 4'000'000'000'000U);
  CHECK(npd::base::tells_of_no_memory("DefaultCPUAllocator: not enough memory"));
  CHECK_FALSE(npd::base::bytes_asked("DefaultCPUAllocator: not enough memory"));
  CHECK_FALSE(npd::base::bytes_asked("you tried to allocate a lot"));
  CHECK_FALSE(npd::base::tells_of_no_memory("shapes (2, 3) and (4) do not fit"));
}
