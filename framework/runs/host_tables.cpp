#include "runs/host_tables.hpp"

#include "config/host_table_names.hpp"
#include "host/parameter_json.hpp"
#include "host/parameter_texts.hpp"
#include "runs/experiment.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cassert>
#include <cstddef>
#include <iterator>
#include <utility>

namespace npd::runs {
namespace {

/// A table that has these parameters with their defaults.
template <class Config>
HostTable table_of(std::string toml, std::string summary) {
  return {std::move(toml), std::move(summary), [](Params& p) { Config().visit(p); }};
}

host::ParameterTexts texts_of(const HostTable& table) {
  host::ParameterTexts parameters(table.toml, [](Kind) { return std::string("..."); });
  table.visit(parameters);
  return parameters;
}

std::string toml(const HostTable& table, const host::ParameterTexts& parameters) {
  const std::string heading = table.toml.empty() ? "" : fmt::format("[{}]\n", table.toml);
  return heading + parameters.toml();
}

}  // namespace

HostTable host_table(std::string_view name) {
  // In the order of config::host_table_names.
  const HostTable all[] = {
      table_of<General>("", "what stands outside of all tables"),
      table_of<model::Config>("model", "the LFADS model around generator and readout"),
      table_of<GeneratorSize>("model.generator", "what every generator has beside its own"),
      table_of<training::Config>("training", "how the model is fitted"),
      table_of<evaluation::SamplingConfig>("sampling", "how the posterior is sampled after it"),
  };
  static_assert(std::size(all) == config::host_table_names.size());
  for (std::size_t i = 0; i < std::size(all); ++i) {
    if (name == config::host_table_names[i]) return all[i];
  }
  assert(false && "the command line has checked the name");
  return all[0];
}

std::string host_table_text(std::string_view name, std::size_t width) {
  const HostTable table = host_table(name);
  const auto parameters = texts_of(table);
  return fmt::format("{}: {}\n\nParameters\n{}\n\nTOML\n{}", name, table.summary,
                     parameters.table(width), toml(table, parameters));
}

std::string host_table_json(std::string_view name) {
  const HostTable table = host_table(name);
  host::ParameterJson parameters;
  table.visit(parameters);
  const nlohmann::ordered_json json{{"name", name},
                                    {"summary", table.summary},
                                    {"table", table.toml},
                                    {"parameters", parameters.json()},
                                    {"toml", toml(table, texts_of(table))}};
  return json.dump(2) + '\n';
}

}  // namespace npd::runs
