#pragma once

#include "app/command.hpp"
#include "host/registry.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file commands.hpp
/// One function for each command. It prints results to stdout, returns an exit code and throws
/// npd::Error; engine.cpp lists them all.
namespace npd::app {

int analyse(const Command& command);
int bench(const Command& command);
int compare(const Command& command);
int complete_experiments(const Command& command);
int complete_keys(const Command& command);
int complete_plugins(const Command& command);
int config_check(const Command& command);
int config_describe(const Command& command);
int config_show(const Command& command);
int data_describe(const Command& command);
int evaluate(const Command& command);
int plugins_check(const Command& command);
int plugins_describe(const Command& command);
int plugins_list(const Command& command);
int plugins_new(const Command& command);
int report(const Command& command);
int resume(const Command& command);
int run(const Command& command);
int simulate(const Command& command);
int study_advance(const Command& command);
int study_best(const Command& command);
int study_check(const Command& command);
int study_draws(const Command& command);
int study_extend(const Command& command);
int study_replay(const Command& command);
int study_resume(const Command& command);
int study_retry(const Command& command);
int study_run(const Command& command);
int study_status(const Command& command);
int study_stop(const Command& command);
int study_work(const Command& command);
int tables(const Command& command);

/// The page that `npd report` writes of runs, studies or files. \param file  where it will stand
std::string page_of(const Command& command, const std::vector<std::filesystem::path>& paths,
                    const std::filesystem::path& file);

/// All plugins of the command's search path; opens them.
host::Registry load_plugins(const Command& command);

}  // namespace npd::app
