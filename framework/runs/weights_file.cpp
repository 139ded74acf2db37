#include "runs/weights_file.hpp"

#include "base/seal.hpp"

namespace npd::runs {

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

}  // namespace npd::runs
