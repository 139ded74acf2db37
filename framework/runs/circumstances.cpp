#include "runs/circumstances.hpp"

#include "base/git_version.hpp"

#include <npd/abi.h>
#include <npd/version.hpp>

#include <ATen/Version.h>
#include <fmt/format.h>
#include <torch/version.h>

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace npd::runs {
namespace {

std::string cpu_model(const std::string& otherwise) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return otherwise;
}

/// LibTorch tells it only in a text for people.
std::string libtorch_kernels() {
  const std::string config = at::show_config(), label = "CPU capability usage: ";
  const auto at = config.find(label);
  if (at == std::string::npos) return "unknown";
  const auto begin = at + label.size();
  return config.substr(begin, config.find('\n', begin) - begin);
}

std::string instruction_set() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4") != 0) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3") != 0) return "x86-64-v3";
#endif
  return "default";
}

}  // namespace

results::Circumstances circumstances(const std::string& blas) {
  utsname name{};
  const bool known = ::uname(&name) == 0;
  results::Circumstances now;
  now.versions = {base::git_version(), sdk_version(), TORCH_VERSION, npd_sdk_headers};
  now.kernels = {blas, libtorch_kernels(), instruction_set()};
  now.host = known ? name.nodename : "unknown";
  now.cpu = cpu_model(known ? name.machine : "unknown");
  now.cores = std::thread::hardware_concurrency();
  now.process = ::getpid();
  return now;
}

std::vector<std::string> differences(const results::Circumstances& then,
                                     const results::Circumstances& now) {
  std::vector<std::string> lines;
  const auto compare = [&](const char* what, const std::string& before, const std::string& after) {
    if (before != after) lines.push_back(fmt::format("{} {}, now {}", what, before, after));
  };
  compare("git", then.versions.git, now.versions.git);
  compare("SDK", then.versions.sdk, now.versions.sdk);
  if (then.versions.sdk == now.versions.sdk && !then.versions.sdk_headers.empty()) {
    compare("headers of the SDK", then.versions.sdk_headers, now.versions.sdk_headers);
  }
  compare("LibTorch", then.versions.libtorch, now.versions.libtorch);
  compare("BLAS", then.kernels.blas, now.kernels.blas);
  compare("kernels of LibTorch", then.kernels.libtorch, now.kernels.libtorch);
  compare("instruction set", then.kernels.instruction, now.kernels.instruction);
  return lines;
}

}  // namespace npd::runs
