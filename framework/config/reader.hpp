#pragma once

#include "config/node.hpp"

#include <npd/params.hpp>

#include <memory>

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
  template <class T>
  void read_value(const npd::ParameterInfo& info, T& member);

  std::shared_ptr<State> state_;
  KeyPath table_;
  Reading reading_;
};

}  // namespace npd::config
