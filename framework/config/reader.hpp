#pragma once

#include "config/node.hpp"

#include <npd/params.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

/// \file reader.hpp
/// Reads a table into the members of a Config.
namespace npd::config {

struct State;

/// What a reading is for.
enum class Reading {
  check,   ///< the first: notes problems and the resolved values
  create,  ///< a later one, of a table without problems; changes nothing that is shared
};

class Reader final : public npd::Params {
 public:
  Reader(std::shared_ptr<State> state, KeyPath table, Reading reading);

 private:
  void parameter(const npd::ParameterInfo& info, npd::ParameterRef member) override;

  /// One for each thing that a parameter refers to.
  template <class T>
  void read(const npd::ParameterInfo& info, T* member);
  template <class T>
  void read(const npd::ParameterInfo& info, std::optional<T>* member);
  void read(const npd::ParameterInfo& info, npd::AnySlot* slot);
  void read(const npd::ParameterInfo& info, const npd::SlotListRef& slots);
  void read(const npd::ParameterInfo& info, const npd::TableRef& table);
  void read(const npd::ParameterInfo& info, const npd::TableListRef& tables);

  void fill(npd::AnySlot& slot, const KeyPath& path) const;
  template <class Visit>
  void read_inside(const std::string& key, const Visit& visit) const;
  std::optional<std::size_t> begin_list(const npd::ParameterInfo& info,
                                        const npd::ParameterRef& member);

  std::shared_ptr<State> state_;
  KeyPath table_;
  Reading reading_;
};

}  // namespace npd::config
