#include "base/control_groups.hpp"

#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <npd/testing/catch.hpp>

using npd::base::ControlGroups;

namespace {

/// Files as the kernel shows them.
struct Kernel {
  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((folder / file).parent_path());
    std::ofstream(folder / file) << text << '\n';
  }
  ControlGroups groups() const { return ControlGroups(folder / "cgroup", folder / "mount"); }

  npd::testing::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("control groups: without any, or without a limit, nothing is limited") {
  const Kernel kernel;
  CHECK_FALSE(kernel.groups().cpus());
  kernel.write("cgroup", "0::/user.slice/job\n");
  kernel.write("mount/user.slice/job/cpu.max", "max 100000");
  kernel.write("mount/user.slice/job/memory.max", "max");
  CHECK_FALSE(kernel.groups().cpus());
  CHECK_FALSE(kernel.groups().memory());
  CHECK_FALSE(kernel.groups().memory_left());
}

TEST_CASE("control groups: of version 2, the least on the way up counts") {
  const Kernel kernel;
  kernel.write("cgroup", "0::/slurm/job/step");
  kernel.write("mount/slurm/job/step/cpu.max", "400000 100000");
  kernel.write("mount/slurm/job/cpu.max", "150000 100000");
  kernel.write("mount/slurm/cpu.max", "max 100000");
  kernel.write("mount/slurm/memory.max", "4000000000");
  kernel.write("mount/slurm/memory.current", "1000000000");
  kernel.write("mount/slurm/memory.stat", "anon 7\ninactive_file 200000000\nfile 9");
  kernel.write("mount/slurm/job/memory.max", "5000000000");
  CHECK(kernel.groups().cpus() == 1.5);
  CHECK(kernel.groups().memory() == 4'000'000'000U);
  CHECK(kernel.groups().memory_left() == 3'200'000'000U);
}

TEST_CASE("control groups: of version 1, each controller has a folder") {
  const Kernel kernel;
  kernel.write("cgroup", "4:memory:/job\n2:cpu,cpuacct:/job\n1:name=systemd:/other");
  kernel.write("mount/cpu,cpuacct/job/cpu.cfs_quota_us", "50000");
  kernel.write("mount/cpu,cpuacct/job/cpu.cfs_period_us", "100000");
  kernel.write("mount/cpu,cpuacct/cpu.cfs_quota_us", "-1");
  kernel.write("mount/memory/job/memory.limit_in_bytes", "2000");
  kernel.write("mount/memory/job/memory.usage_in_bytes", "3000");
  kernel.write("mount/memory/memory.limit_in_bytes", "9223372036854771712");
  CHECK(kernel.groups().cpus() == 0.5);
  CHECK(kernel.groups().memory() == 2000U);
  CHECK(kernel.groups().memory_left() == 0U);
}

TEST_CASE("control groups: a container that shows its group as the top is asked there") {
  const Kernel kernel;
  kernel.write("cgroup", "0::/docker/0123");
  kernel.write("mount/cpu.max", "200000 100000");
  CHECK(kernel.groups().cpus() == 2);
}
