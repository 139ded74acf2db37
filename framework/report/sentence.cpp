#include "report/sentence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace npd::report {
namespace {

std::string shape_of(const RunSource& source) {
  if (!source.arrays) return "";
  const auto& arrays = *source.arrays;
  const auto bin = source.bin_s();
  return fmt::format(" ({} {} of {} bins{}, {} {})", arrays.trials,
                     arrays.trials == 1 ? "trial" : "trials", arrays.bins,
                     bin ? fmt::format(" of {:.4g} ms", 1000 * *bin) : "", arrays.neurons,
                     arrays.neurons == 1 ? "neuron" : "neurons");
}

std::string model_of(const RunSource& source) {
  const auto generator = source.text("model.generator.plugin");
  if (generator.empty()) return "A model";
  const auto outputs = source.number("model.co_dim").value_or(0);
  const auto controller = outputs > 0 ? fmt::format("a controller of {} {}", outputs,
                                                    outputs == 1 ? "output" : "outputs")
                                      : std::string("no controller");
  return fmt::format("LFADS with generator {} ({} units), readout {} and {}", generator,
                     source.text("model.generator.state_dim"), source.text("model.readout.plugin"),
                     controller);
}

/// The text of the log's last line that tells an error, or nothing.
std::string last_error(const std::string& log) {
  constexpr std::string_view mark = "error: ";
  const auto place = log.rfind(mark);
  if (place == std::string::npos) return {};
  const auto begin = place + mark.size();
  return log.substr(begin, log.find('\n', begin) - begin);
}

std::string ending_of(const RunSource& source) {
  const auto done = source.metric("epoch").size();
  const auto outcome = source.outcome();
  if (outcome == "running") {
    return fmt::format("The run is going on, or was killed: {} epochs are done.", done);
  }
  if (outcome != "finished") {
    const auto why = outcome == "failed" ? last_error(source.log) : std::string();
    return fmt::format("The run is {} after {} epochs{}{}.",
                       outcome.empty() ? "of unknown outcome" : outcome, done,
                       why.empty() ? "" : ": ", why);
  }
  const auto most = source.number("training.max_epochs");
  const auto best = source.record.value("best_epoch", nlohmann::json());
  const bool early = most && static_cast<double>(done) < *most;
  return fmt::format("Training ended after {} epochs{}{}.", done,
                     early ? " by early stopping" : ", the most that were allowed",
                     best.is_number()
                         ? fmt::format("; epoch {} is the best and the one shown here", best.dump())
                         : "");
}

}  // namespace

std::string sentence_of(const RunSource& source) {
  if (source.is_run()) {
    const auto data = source.text("datamodule");
    return fmt::format("{} was fitted to {}{}. {}", model_of(source), data.empty() ? "data" : data,
                       shape_of(source), ending_of(source));
  }
  if (!source.made_for.empty()) {
    return fmt::format("The data of the experiment {}{}: no model was fitted.", source.made_for,
                       shape_of(source));
  }
  return fmt::format(
      "{}{}. What made this file is not known: there is no run around it.",
      source.arrays->is_output ? "The output of a model" : "Recorded or simulated data",
      shape_of(source));
}

}  // namespace npd::report
