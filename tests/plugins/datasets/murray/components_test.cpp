#include <npd/dataset.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <set>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

const npd::Component& component(const std::string& id) {
  return npd::testing::load_component(NPD_PLUGIN_DIR "/murray.so", id);
}

// Checks what a component says about its parameters.
class Describe final : public npd::Params {
 public:
  std::set<std::string> names;

 private:
  static bool ends_with(const std::string& name, const std::string& suffix) {
    return name.size() > suffix.size() &&
           name.compare(name.size() - suffix.size(), suffix.size(), suffix) == 0;
  }

  void parameter(const npd::ParameterInfo& info, npd::ParameterRef value) override {
    INFO(info.name);
    CHECK(names.insert(info.name).second);
    CHECK_FALSE(info.doc.empty());
    CHECK_FALSE(npd::violation(info, value));
    CHECK((info.unit == "nA") == ends_with(info.name, "_na"));
    CHECK((info.unit == "s") == ends_with(info.name, "_s"));
    CHECK((info.unit == "Hz") == ends_with(info.name, "_hz"));
  }
};

}  // namespace

TEST_CASE("every parameter is documented and its default is allowed") {
  for (const char* id :
       {"murray_rec_pfc", "murray_rec_pfc_ext", "murray_recnf_pfc", "murray_recnf_pfc_ext"}) {
    Describe describe;
    component(id).visit(describe);
    for (const char* name : {"j11_structure_na", "j21_tone_na", "region", "pulse_height_na",
                             "initial_state", "task_seed", "observation_seed", "split_seed",
                             "train_fraction", "valid_trials_file", "neurons", "bin_s"}) {
      CHECK(describe.names.count(name) == 1);
    }
  }
  Describe describe;
  component("murray_single_area").visit(describe);
  CHECK(describe.names.count("recurrent_structure_na") == 1);
  CHECK(describe.names.count("region") == 0);
}

TEST_CASE("the library makes data with parameters of the user") {
  const auto make = [](const std::string& id) {
    npd::testing::GivenParams params({{"trials", std::int64_t{5}},
                                      {"bins", std::int64_t{40}},
                                      {"stimulus_bins", std::int64_t{30}},
                                      {"neurons", std::int64_t{4}}});
    npd::RandomStream unused(0, "data");
    return npd::create<npd::Dataset>(component(id), params)->make(unused);
  };
  const auto rec = make("murray_rec_pfc");
  npd::check_shape(rec.spikes, {5, 40, 4}, "spikes");
  CHECK_FALSE(rec.external_input.defined());
  CHECK(at::equal(make("murray_rec_pfc_ext").spikes, rec.spikes));
  npd::check_shape(make("murray_rec_pfc_ext").external_input, {5, 40, 2}, "external_input");
  const auto recnf = make("murray_recnf_pfc");
  CHECK_FALSE(at::equal(recnf.truth.rates, rec.truth.rates));
  CHECK(at::equal(make("murray_recnf_pfc_ext").spikes, recnf.spikes));
  npd::check_shape(make("murray_single_area").truth.latents, {5, 40, 2}, "latents");
}
