#pragma once

#include <npd/atomic_file.hpp>
#include <npd/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file hdf5.hpp
/// Arrays in HDF5 files. Optional part of the SDK: link npd::hdf5. A key is the path of an array or
/// group inside the file, "train_encod_data" or "params/generator.weight"; "" is the root group.
/// One thread at a time per object; objects on several threads need a thread-safe libhdf5.
namespace npd::hdf5 {

/// What a file says about one of its arrays.
struct ArrayInfo {
  std::string key;
  std::vector<std::int64_t> shape;
  std::string
      type;  ///< as NumPy calls it: "uint8", "float32", "bool"; else "text", "compound", ...
};

/// A number or a text attached to a group or an array. Truth values are 0 and 1.
using Attribute = std::variant<std::int64_t, double, std::string>;

/// A file that is only read. Every message starts with the file, and with the key where there is
/// one: "data.h5: /train_encod_data: ...".
class File {
 public:
  /// \throws DataError if there is no such file, or it cannot be read, or is not HDF5, or is
  /// damaged
  static File open(const std::filesystem::path& path);

  File(File&&) noexcept;
  File& operator=(File&&) noexcept;
  ~File();

  const std::filesystem::path& path() const;

  /// All arrays of the file with their groups' names, sorted.
  std::vector<ArrayInfo> arrays() const;

  /// Whether there is an array or group of that name.
  bool has(std::string_view key) const;

  /// \throws DataError if there is no such array; the message suggests the nearest key
  ArrayInfo info(std::string_view key) const;

  /// A whole array in its stored type (uint8, int8, int16, int32, int64, float32, float64); other
  /// integers become int64, other floats the next wider of the two. Truth values become int8.
  /// \throws DataError if there is no such array, or it does not hold numbers, or a uint64 exceeds
  ///         int64, or the file is damaged
  Tensor read(std::string_view key) const;

  /// A whole array of texts, in row-major order; of fixed or variable length.
  /// \throws DataError if there is no such array, or it holds something else, or the file is
  /// damaged
  std::vector<std::string> read_texts(std::string_view key) const;

  /// All numbers and texts attached to a group or an array; attributes of other types are left out.
  std::map<std::string, Attribute> attributes(std::string_view key = "") const;

  /// Whether there is an attribute of that name, of whatever type. Looks at no value: files from
  /// outside may have any.
  bool has_attribute(std::string_view key, std::string_view attribute) const;

  /// One attribute that must be a number.
  /// \throws DataError if it is absent or a text
  double number(std::string_view key, std::string_view attribute) const;

  /// One attribute that must be a text.
  /// \throws DataError if it is absent or a number
  std::string text(std::string_view key, std::string_view attribute) const;

 private:
  struct Impl;
  explicit File(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// How an array is stored.
struct Storage {
  int gzip = 0;  ///< 0: as it is; 1 (fast) to 9 (small): compressed in chunks, bytes shuffled
};

/// Bytes in front of an HDF5 file's own, which readers of HDF5 step over. They are written last, so
/// that they can say something about all others.
struct UserBlock {
  std::size_t bytes = 0;  ///< 0: none; else 512 or a power of two above
  /// What stands there, at most `bytes`. \param file  whole but for the block, which is all zeros
  std::function<std::string(const std::filesystem::path& file)> text;
};

/// Writes a new file, all or nothing (see AtomicFile): it gets its name in `commit`; without that,
/// nothing is left of it. Equal contents give equal bytes.
class Writer {
 public:
  /// \throws OutputError as AtomicFile
  explicit Writer(const std::filesystem::path& path, IfExists if_exists = IfExists::replace,
                  UserBlock user_block = {});
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  /// Stores an array and creates the groups in its key. Any integer or floating type; truth values
  /// become uint8, half precision float32.
  /// \throws OutputError if the key exists or the disk is full
  void write(std::string_view key, const Tensor& array, const Storage& storage = {});

  /// Stores a list of texts, and creates the groups in its key.
  /// \throws OutputError as `write`
  void write_texts(std::string_view key, const std::vector<std::string>& texts);

  /// Attaches a number or a text to an array, or to a group, which is created if absent.
  void attribute(std::string_view key, const std::string& name, const Attribute& value);

  /// Completes the file. Nothing can be written afterwards.
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace npd::hdf5
