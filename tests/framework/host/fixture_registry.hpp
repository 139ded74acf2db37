#pragma once

#include "host/registry.hpp"

#include <npd/error.hpp>
#include <npd/generator.hpp>
#include <npd/params.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

/// What the tests of hosted components share.
namespace npd::host {

inline const std::filesystem::path fixtures = NPD_FIXTURES;

/// A registry of one place, with the path of each library left as it is.
inline Registry registry_of(const std::filesystem::path& folder) {
  return Registry(search({{"--plugin-path", folder}}));
}

/// Two empty folders of plugins, "a" and "b", in a working folder of their own.
class TwoFolders {
 public:
  TwoFolders() : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(root_.path());
    std::filesystem::create_directory("a");
    std::filesystem::create_directory("b");
  }
  ~TwoFolders() { std::filesystem::current_path(before_); }
  TwoFolders(const TwoFolders&) = delete;
  TwoFolders& operator=(const TwoFolders&) = delete;

  /// Copies one of our own plugins.
  void copy(const std::string& plugin, const std::filesystem::path& file) const {
    std::filesystem::copy_file(std::filesystem::path(NPD_PLUGIN_DIR) / (plugin + ".so"), file);
  }

  Catalogue search_both() const { return search({{"--plugin-path", "a"}, {"", "b"}}); }

 private:
  testing::TemporaryFolder root_;
  std::filesystem::path before_;
};

/// Leaves the defaults, but gives texts and inner generators where asked for.
class GivenParams final : public Params {
 public:
  std::string text;
  std::function<std::shared_ptr<Generator>(const GeneratorShape&)> inner;

 private:
  void parameter(const ParameterInfo&, ParameterRef value) override {
    if (auto* const* word = std::get_if<std::string*>(&value); word && !text.empty()) **word = text;
    if (auto* const* slot = std::get_if<AnySlot*>(&value); slot && inner) {
      **slot = GeneratorSlot("inner", inner);
    }
  }
};

/// The message of the npd::Error of exactly this type that `call` throws.
template <class Error>
std::string message_of(auto&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
  return "no exception";
}

}  // namespace npd::host
