#pragma once

#include <npd/dataset.hpp>
#include <npd/hdf5.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file lfads_layout.hpp
/// The HDF5 layout of lfads-torch [Sedler2023], in which data and results are kept. Every array
/// with a trial axis is cut into parts, "train_<name>", "valid_<name>" and perhaps "test_<name>":
///
///     encod_data  (trial, time, neuron)  spikes that the model sees
///     recon_data  (trial, time, neuron)  spikes to explain; may have more bins and, behind those
///     of
///                                        encod_data, more neurons
///     truth       (trial, time, neuron)  true rates times `conversion_factor`
///     latents     (trial, time, latent)  true latents
///     inputs      (trial, time, input)   true inputs, unless eff_pfc_inputs is the same
///     ext_input   (trial, time, dim)     what the model may be told
///     behavior    (trial, time, dim)     what was measured; NaN: not measured
///     condition   (trial)                labels, -1: of no condition
///     inds        (trial)                numbers of the trials in the recording: their order
///
/// Beside them, in the order of the data set's trials and of the neurons of recon_data:
///
///     trial_info/<name>, neuron_info/<name>   facts, numbers or texts
///     condition_names, behavior_names, behavior_units   texts
///
/// Truths, ext_input and behavior have the bins of recon_data. Optional part of the SDK: link
/// npd::hdf5.
namespace npd::lfads_layout {

/// An array of numbers or a list of texts, under its key.
struct Entry {
  std::string key;
  std::variant<Tensor, std::vector<std::string>> values;
  std::string unit = {};  ///< "s"; empty for pure numbers
  std::string doc = {};   ///< what it is and its axes: "true rates (trial, time, neuron)"
};

/// Cuts an array along its trials: "train_<name>", "valid_<name>" and perhaps "test_<name>".
/// \param rows  (trial, ...), in the data set's order
std::vector<Entry> cut_into_parts(const Split& split, const std::string& name, const Tensor& rows,
                                  const std::string& unit = {}, const std::string& doc = {});

/// Everything that a data set holds, by key. Counts take the smallest of uint8, int32 and int64
/// that they fit into; with gaps (NaN), or real numbers, they stay as they are. `ext_input` is the
/// external input or, without one, eff_pfc_inputs where present: files of this kind always have it.
std::vector<Entry> entries_of(const Trials& trials);

/// Writes entries with their units and meanings as attributes "unit" and "doc", arrays compressed.
/// \param attributes  of the file as a whole
/// \throws OutputError; the file is complete or not there
void write(const std::vector<Entry>& entries,
           const std::map<std::string, hdf5::Attribute>& attributes,
           const std::filesystem::path& path, IfExists if_exists = IfExists::replace);

/// The attributes that tell what the arrays do not: bin_s, and whether the model was given
/// ext_input.
std::map<std::string, hdf5::Attribute> attributes_of(const Trials& trials);

/// The trials of one part.
struct Part {
  std::string name;  ///< "train", "valid" or "test"
  std::int64_t trials = 0;

  std::string key(std::string_view array) const { return name + "_" + std::string(array); }
};

/// Whether {train,valid,test}_inds, whole numbers of at least 0 and of any type, tell the order.
enum class Numbering {
  all_or_none,  ///< some parts with numbers and some without are an error
  if_complete,  ///< otherwise they are as good as none
};

/// A file that is read, its trials in the data set's order: that of inds or, without those, part
/// after part. Every error names file, key, expected and found. One thread at a time.
class Reader {
 public:
  /// \param marker  the array that every part has: "encod_data", "output_params"
  /// \throws DataError if the file cannot be read, or lacks the marker in train or valid (saying
  /// what the file looks like instead), or has its axes the other way round, or inds make no order
  Reader(const std::filesystem::path& path, std::string marker, Numbering numbering);

  const hdf5::File& file() const { return file_; }
  const std::vector<Part>& parts() const { return parts_; }  ///< train, valid and perhaps test
  const Split& split() const { return split_; }
  std::int64_t trials() const;

  /// Of each trial in the recording, ascending; empty where they are 0, 1, 2, ... or not told.
  const std::vector<std::int64_t>& numbers() const { return numbers_; }

  /// Whether the training part has that array.
  bool has(std::string_view name) const;

  /// The array that tells what is to be explained: "recon_data" or, where no part has that,
  /// "encod_data".
  std::string target() const;

  /// Why the axes may be meant the other way round, (neuron, time, trial), as MATLAB writes them,
  /// though the sizes allow both; nothing where there is no reason to think so.
  std::optional<std::string> doubt_about_axes() const;

  /// An array over all trials, in its stored type.
  /// \param sizes      of the axes behind the trials, some perhaps any_size; empty: any axes
  /// \param reference  the array that these sizes come from, for messages
  /// \throws DataError if a part lacks it, or its sizes are others, or differ between parts
  Tensor rows(const std::string& name, at::IntArrayRef sizes = {},
              const std::string& reference = {}) const;

  /// The factor on true rates; 1 where the file does not tell.
  double conversion_factor() const;

  std::vector<Column> trial_info() const;
  std::vector<Column> neuron_info(std::int64_t neurons) const;
  Conditions conditions() const;

  /// \param bins  of recon_data; behaviour by trial, or on another clock, is none
  Behaviour behaviour(std::int64_t bins) const;

  /// Further arrays of numbers.
  struct Others {
    std::map<std::string, Tensor> by_trial;  ///< by name, in the data set's order
    std::map<std::string, Tensor> whole;     ///< by key
    /// Why arrays are missing that cannot be read, and that nobody has asked for.
    std::vector<std::string> left_out;
  };
  /// \param taken  names and keys that are somebody else's
  Others others(const std::set<std::string>& taken) const;

  /// "data.h5: /train_truth"
  std::string where(std::string_view key) const;
  [[noreturn]] void fail(std::string_view key, const std::string& what) const;

  /// \param reference  the key that the expected sizes come from
  /// \throws DataError naming expected and found
  void expect_shape(const std::string& key, const Tensor& array, at::IntArrayRef sizes,
                    const std::string& reference) const;

 private:
  std::vector<Part> read_parts(const std::string& marker) const;
  void expect_this_layout(const std::string& key) const;
  std::vector<std::int64_t> read_numbers(Numbering numbering) const;
  std::vector<std::int64_t> whole_numbers(const std::string& key, const Part& part) const;
  Split read_split() const;
  std::vector<Column> columns(const std::string& group, std::int64_t size) const;

  hdf5::File file_;
  std::vector<Part> parts_;
  Tensor places_;  ///< (trial), part after part: the place of each trial in the data set
  std::vector<std::int64_t> numbers_;
  Split split_;
};

}  // namespace npd::lfads_layout
