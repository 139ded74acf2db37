#include "study/slurm_script.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::study {
namespace {

/// A word that a shell takes as it is.
std::string quoted(const std::string& word) {
  std::string text(1, '\'');
  for (const char letter : word) {
    if (letter == '\'') text.append("'\\'");
    text.push_back(letter);
  }
  text.push_back('\'');
  return text;
}

/// sbatch reads a comment line up to its end and splits it at spaces, unless quoted.
std::string option(const std::string& text) { return "#SBATCH " + text + "\n"; }

std::string head(const SlurmSettings& settings, const std::string& name, const std::string& log) {
  std::string job_name = "npd-" + name;
  std::replace_if(
      job_name.begin(), job_name.end(),
      [](unsigned char letter) { return !std::isalnum(letter) && letter != '-' && letter != '_'; },
      '_');
  std::string text = "#!/bin/bash\n" + option("--job-name=" + job_name) +
                     option("--output=\"" + log + "\"") + option("--open-mode=append") +
                     option("--requeue") + option("--ntasks=1");
  if (!settings.partition.empty()) text += option("--partition=" + settings.partition);
  if (!settings.account.empty()) text += option("--account=" + settings.account);
  if (!settings.time.empty()) text += option("--time=" + settings.time);
  return text;
}

std::string command(const Launch& launch, const std::vector<std::string>& words) {
  std::string text = "exec " + quoted(launch.program.string());
  for (const auto& word : words) text.append(" ").append(word);
  for (const auto& word : launch.options) text.append(" ").append(quoted(word));
  return text + "\n";
}

}  // namespace

std::string array_script(const StudyFolder& folder, const SlurmSettings& settings,
                         const Launch& launch, const SlurmJob& job) {
  auto text = head(settings, job.name, (folder.slurm() / "%A_%a.txt").string());
  text += option(fmt::format("--array=0-{}", job.count - 1));
  text += option(fmt::format("--cpus-per-task={}", job.threads));
  if (settings.memory_mb > 0) text += option(fmt::format("--mem={}M", settings.memory_mb));
  text += option(fmt::format("--signal=B:USR1@{}", settings.grace_s));
  for (const auto& extra : settings.extra) text += option(extra);
  return text +
         command(launch, {"study work", quoted(folder.path().string()),
                          fmt::format("--round {}", job.round),
                          fmt::format("--task \"$((SLURM_ARRAY_TASK_ID + {}))\"", job.first)});
}

std::string advance_script(const StudyFolder& folder, const SlurmSettings& settings,
                           const Launch& launch, const SlurmJob& job) {
  return head(settings, job.name, (folder.slurm() / "%j.txt").string()) +
         option("--cpus-per-task=1") +
         command(launch, {"study advance", quoted(folder.path().string())});
}

}  // namespace npd::study
