#include "runs/weights_file.hpp"

#include "base/seal.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

namespace npd::runs {

Tensor read_weight(const hdf5::File& file, const std::string& group, const Weight& weight) {
  const std::string key = group + "/" + weight.name;
  Tensor values = file.read(key);
  if (values.sizes() == weight.value.sizes()) return values;
  throw DataError(fmt::format(
      "{}: {}: expected shape {}, found {}; the file belongs to another model",
      file.path().string(), key, shape_text(weight.value.sizes()), shape_text(values.sizes())));
}

hdf5::UserBlock seal() { return {base::seal_bytes, base::seal_of}; }

std::string save_weights(const std::filesystem::path& file, const Module& module,
                         const std::vector<Tensor>& values, std::int64_t epoch) {
  hdf5::Writer writer(file, IfExists::replace, seal());
  const auto weights = module.weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    writer.write("weights/" + weights[i].name, values[i]);
  }
  writer.attribute("", "epoch", epoch);
  writer.commit();
  return base::check_seal(file);
}

void load_weights(const std::filesystem::path& path, const Module& module) {
  base::check_seal(path);
  const auto file = hdf5::File::open(path);
  const c10::AutoGradMode no_gradient(false);
  for (const auto& weight : module.weights()) {
    Tensor handle = weight.value;
    handle.copy_(read_weight(file, "weights", weight));
  }
}

}  // namespace npd::runs
