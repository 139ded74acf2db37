#include "golden_file.hpp"

#include "golden_names.hpp"

#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace npd::testing {
namespace {

namespace fs = std::filesystem;

std::string plugin_library(const std::string& id) {
  return std::string(NPD_PLUGIN_DIR) + "/" + id + ".so";
}

/// The numbers of a golden file's group `hparams`.
class Hparams {
 public:
  explicit Hparams(const hdf5::File& file) : values_(file.attributes("hparams")) {}

  bool has(const std::string& name) const { return values_.contains(name); }
  double number(const std::string& name) const {
    const auto& value = values_.at(name);
    if (const auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
    return std::get<double>(value);
  }
  std::int64_t integer(const std::string& name) const {
    return static_cast<std::int64_t>(number(name));
  }

 private:
  std::map<std::string, hdf5::Attribute> values_;
};

model::Config config_of(const Hparams& h, bool autoregressive) {
  model::Config c;
  c.ic_enc_dim = h.integer("ic_enc_dim");
  c.ci_enc_dim = h.integer("ci_enc_dim");
  c.ci_lag = h.integer("ci_lag");
  c.con_dim = h.integer("con_dim");
  c.co_dim = h.integer("co_dim");
  c.ic_dim = h.integer("ic_dim");
  c.cell_clip = h.number("cell_clip");
  c.dropout_rate = h.number("dropout_rate");
  c.ic_post_var_min = h.number("ic_post_var_min");
  c.co_prior = autoregressive ? "ar" : "mvn";
  c.loss_scale = h.number("loss_scale");
  c.kl_ic_scale = h.number("kl_ic_scale");
  c.kl_co_scale = h.number("kl_co_scale");
  c.l2_gen_scale = h.number("l2_gen_scale");
  c.l2_con_scale = h.number("l2_con_scale");
  c.kl_start_epoch = h.integer("kl_start_epoch");
  c.kl_increase_epoch = h.integer("kl_increase_epoch");
  c.l2_start_epoch = h.integer("l2_start_epoch");
  c.l2_increase_epoch = h.integer("l2_increase_epoch");
  return c;
}

std::shared_ptr<Generator> generator_of(const std::string& family, const hdf5::File& file,
                                        const std::string& weights, const Hparams& h) {
  const GeneratorShape shape{h.integer("co_dim") + h.integer("ext_input_dim"),
                             h.integer("gen_dim")};
  const std::string cell = weights + "/decoder.rnn.cell.gen_cell.";
  const auto make = [](const std::string& id, const ParamValues& values, const GeneratorShape& s) {
    return load<Generator>(plugin_library(id), id, s, values);
  };
  if (family == "lr") {
    return make("low_rank",
                {{"rank", file.info(cell + "m").shape.at(1)}, {"alpha", h.number("gen_alpha")}},
                shape);
  }
  if (family == "odin" || family == "odinlin") {
    return make("mlp_rnn",
                {{"hidden_dim", file.info(cell + "network.0.weight").shape.at(0)},
                 {"scale", h.number("gen_scale")},
                 {"inputs", std::string(family == "odin" ? "concatenated" : "linear")}},
                shape);
  }
  const ParamValues gru{{"clip", h.number("gen_clip_value")}};
  if (family == "base") return make("gru", gru, shape);
  const GeneratorSlot inner("gru", [=](const GeneratorShape& s) { return make("gru", gru, s); });
  return make("frozen", {{"inner", inner}}, shape);
}

std::shared_ptr<Readout> readout_of(const std::string& family, const hdf5::File& file,
                                    const std::string& weights, const Hparams& h) {
  const ReadoutShape shape{h.integer("fac_dim"), h.integer("recon_data_dim")};
  if (!family.starts_with("odin")) {
    return load<Readout>(plugin_library("linear"), "linear", shape);
  }
  return load<Readout>(
      plugin_library("flow"), "flow", shape,
      {{"hidden_dim", file.info(weights + "/readout.0.network.0.weight").shape.at(0)},
       {"steps", h.integer("readout_num_steps")},
       {"step_size", h.number("readout_scale")}});
}

}  // namespace

fs::path golden_folder() {
  const char* folder = std::getenv("NPD_GOLDEN_DIR");
  return folder ? folder : NPD_GOLDEN_DEFAULT;
}

std::vector<fs::path> golden_files(const std::string& prefix) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(golden_folder())) {
    if (entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw std::runtime_error("no golden file " + prefix + "* in " + golden_folder().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string golden_family(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto begin = name.find('_') + 1;
  return name.substr(begin, name.find('_', begin) - begin);
}

bool family_is_built(const std::string& family) {
  const std::map<std::string, std::vector<std::string>> plugins{
      {"base", {"gru", "linear"}},
      {"lr", {"low_rank", "linear"}},
      {"odin", {"mlp_rnn", "flow"}},
      {"odinlin", {"mlp_rnn", "flow"}},
      {"frozen", {"frozen", "gru", "linear"}}};
  const auto& needed = plugins.at(family);
  return std::all_of(needed.begin(), needed.end(),
                     [](const auto& id) { return fs::exists(plugin_library(id)); });
}

GoldenDraws::GoldenDraws(const hdf5::File& file, std::vector<std::string> groups,
                         at::ScalarType type)
    : file_(file), groups_(std::move(groups)), type_(type) {}

Tensor GoldenDraws::read(std::string_view stream, at::IntArrayRef shape) const {
  const std::string name = golden_stream(std::string(stream));
  for (const auto& group : groups_) {
    const std::string key = group + "/" + name;
    if (!file_.has(key)) continue;
    const Tensor values = file_.read(key).to(type_);
    check_shape(values, shape, key);
    return values;
  }
  throw std::runtime_error("the golden file has no draws " + name);
}

Tensor GoldenDraws::normal(std::string_view stream, at::IntArrayRef shape) {
  return read(stream, shape);
}
Tensor GoldenDraws::keep_mask(std::string_view stream, at::IntArrayRef shape, double) {
  return read(stream, shape);
}
Tensor GoldenDraws::dropout_mask(std::string_view stream, at::IntArrayRef shape, double) {
  return read(stream, shape);
}

GoldenModel::GoldenModel(const hdf5::File& file, const std::string& weights, at::ScalarType type,
                         std::shared_ptr<sequence::Operations> operations)
    : file_(file), type_(type), family_(golden_family(file.path())) {
  const Hparams h(file);
  const data::Sizes shape{h.integer("encod_data_dim"), h.integer("recon_data_dim"),
                          h.integer("ext_input_dim")};
  model_ =
      std::make_unique<model::Lfads>(config_of(h, file.has(weights + "/co_prior.logtaus")), shape,
                                     h.integer("gen_dim"), generator_of(family_, file, weights, h),
                                     readout_of(family_, file, weights, h), std::move(operations));
  model_->to(type);
  for (const auto& weight : model_->weights()) {
    const Tensor golden = file.read(weights + "/" + golden_name(weight.name)).to(type);
    Tensor value = weight.value;
    value.set_data(golden.reshape(value.sizes()));
  }
}

data::Batch GoldenModel::batch() const {
  const Tensor spikes = file_.read("input/encod_data").to(type_);
  return {spikes, spikes, file_.read("input/ext_input").to(type_), {}};
}

double array_error(const Tensor& a, const Tensor& b) {
  const auto ours = a.detach().to(at::kDouble), golden = b.to(at::kDouble);
  const double difference = (ours - golden).abs().max().item<double>();
  return difference == 0 ? 0 : difference / golden.abs().max().item<double>();
}

double norm_error(const Tensor& a, const Tensor& b) {
  const auto ours = a.detach().to(at::kDouble).flatten(), golden = b.to(at::kDouble).flatten();
  return ((ours - golden).norm() / golden.norm()).item<double>();
}

}  // namespace npd::testing
