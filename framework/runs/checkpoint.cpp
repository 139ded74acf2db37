#include "runs/checkpoint.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

namespace npd::runs {

void save_weights(const std::filesystem::path& file, const Module& module, std::int64_t epoch) {
  hdf5::Writer writer(file);
  for (const auto& weight : module.weights()) {
    writer.write("weights/" + weight.name, weight.value.detach());
  }
  writer.attribute("", "epoch", epoch);
  writer.commit();
}

void load_weights(const std::filesystem::path& file, const Module& module) {
  const c10::AutoGradMode no_gradient(false);
  const auto stored = hdf5::File::open(file);
  for (const auto& weight : module.weights()) {
    const Tensor values = stored.read("weights/" + weight.name);
    if (values.sizes() != weight.value.sizes()) {
      throw DataError(
          fmt::format("{}: weights/{}: expected shape {}, found {}; the file belongs to "
                      "another model",
                      file.string(), weight.name, shape_text(weight.value.sizes()),
                      shape_text(values.sizes())));
    }
    Tensor value = weight.value;
    value.copy_(values);
  }
}

}  // namespace npd::runs
