#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "app/true_circuit.hpp"
#include "base/temporary_folder.hpp"
#include "data/lfads_file.hpp"
#include "report/report_page.hpp"
#include "results/run_folder.hpp"
#include "runs/simulate.hpp"

#include <npd/atomic_file.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::app {
namespace {

namespace fs = std::filesystem;

/// The plugins of a command, loaded when somebody needs them first, and where data sets that were
/// simulated for the page lie while it is written.
class Making {
 public:
  explicit Making(const Command& command) : command_(command) {}

  /// A run with its own configuration, an experiment by its data, anything else as it is.
  report::Subject subject(const fs::path& path) {
    report::Subject subject(path);
    if (path.extension() == ".toml" && fs::is_regular_file(path)) {
      simulate(path, subject);
      subject.circuit = [this, path] { return true_circuit(path, {}, plugins()); };
    } else if (const auto config = results::RunFolder(path).config(); fs::exists(config)) {
      subject.circuit = [this, config] { return true_circuit(config, {}, plugins()); };
    }
    return subject;
  }

 private:
  host::Registry& plugins() {
    if (!plugins_) plugins_.reset(new host::Registry(load_plugins(command_)));
    return *plugins_;
  }

  void simulate(const fs::path& experiment, report::Subject& subject) {
    if (!folder_) folder_.emplace();
    subject.path = folder_->path() / (std::to_string(count_++) + ".h5");
    data::write_lfads_hdf5(runs::simulate(experiment, {}, plugins()).trials, subject.path,
                           IfExists::refuse);
    subject.experiment = experiment.filename().string();
  }

  const Command& command_;
  std::unique_ptr<host::Registry> plugins_;
  std::optional<base::TemporaryFolder> folder_;
  int count_ = 0;
};

}  // namespace

std::string page_of(const Command& command, const std::vector<fs::path>& paths,
                    const fs::path& file) {
  Making making(command);
  std::vector<report::Subject> subjects;
  for (const auto& path : paths) subjects.push_back(making.subject(path));
  return report::report_page(
      subjects, results::read_published(command.prefix() / "share/npd/configs/published"),
      fs::absolute(file).parent_path());
}

int report(const Command& command) {
  auto file = path_option(command, "output");
  if (file.empty()) file = "report.html";
  const auto existing = if_exists(command, file);
  write_text(file, page_of(command, {command.arguments.begin(), command.arguments.end()}, file),
             existing);
  std::cout << "wrote " << file.string() << "\n";
  return exit_ok;
}

}  // namespace npd::app
