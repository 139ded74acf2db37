/// \file hdf5_foreign_test.cpp
/// Files as other people's tools and ill will make them, written with the library's own functions.
#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <hdf5.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::hdf5::File;
using npd::hdf5::Writer;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;
using npd::testing::TemporaryFolder;

namespace {

int flock_error = 0;  ///< what this process's file system answers to locks; 0: it has them

}  // namespace

/// Called by the HDF5 library in place of the system's.
extern "C" __attribute__((visibility("default"))) int flock(int descriptor,
                                                            int operation) noexcept {
  if (flock_error == 0) return static_cast<int>(syscall(SYS_flock, descriptor, operation));
  errno = flock_error;
  return -1;
}

namespace {

const std::string elsewhere = "a secret of somebody else's";

class ForeignFile {
 public:
  ForeignFile() : file_(H5Fcreate(path().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    std::ofstream(folder / "secret.txt") << elsewhere;
  }
  ~ForeignFile() { close(); }
  ForeignFile(const ForeignFile&) = delete;
  ForeignFile& operator=(const ForeignFile&) = delete;

  std::filesystem::path path() const { return folder / "foreign.h5"; }
  hid_t id() const { return file_; }
  void close() {
    if (file_ >= 0) H5Fclose(file_);
    file_ = -1;
  }

  /// A dataset of bytes with some way of storing them.
  void dataset(const char* name, hsize_t size, hid_t properties) const {
    const hid_t space = H5Screate_simple(1, &size, nullptr);
    const hid_t made =
        H5Dcreate2(file_, name, H5T_STD_U8LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    REQUIRE(made >= 0);
    H5Dclose(made);
    H5Sclose(space);
  }

  /// What reading an array says, without the path.
  std::string message(const std::string& key) {
    close();
    try {
      File::open(path()).read(key);
    } catch (const npd::DataError& error) {
      const std::string text = error.what();
      CHECK_THAT(text, StartsWith(path().string() + ": "));
      return text.substr(path().string().size() + 2);
    }
    return "no error";
  }

  TemporaryFolder folder;

 private:
  hid_t file_;
};

std::string message_of(const std::filesystem::path& path) {
  try {
    File::open(path);
  } catch (const npd::DataError& error) {
    return std::string(error.what()).substr(path.string().size());
  }
  return "no error";
}

}  // namespace

TEST_CASE("hdf5: values that lie in another file are not read") {
  ForeignFile file;
  const hid_t external = H5Pcreate(H5P_DATASET_CREATE);
  const std::string secret = (file.folder / "secret.txt").string();
  H5Pset_external(external, secret.c_str(), 0, elsewhere.size());
  file.dataset("spikes", elsewhere.size(), external);
  H5Pclose(external);
  CHECK(file.message("spikes") == "/spikes: its values are stored outside of this file, in " +
                                      secret + ", and other files are not read; store them inside");
}

TEST_CASE("hdf5: an array put together from other files is not read") {
  ForeignFile file;
  const hsize_t size = 3;
  const hid_t space = H5Screate_simple(1, &size, nullptr);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_virtual(properties, space, "other.h5", "spikes", space);
  file.dataset("spikes", size, properties);
  H5Pclose(properties);
  H5Sclose(space);
  CHECK_THAT(file.message("spikes"),
             StartsWith("/spikes: is put together from other files, which are not read"));
}

TEST_CASE("hdf5: links lead nowhere but into the file itself") {
  ForeignFile file;
  {
    Writer other(file.folder / "other.h5");
    other.write("group/spikes", npd::Tensor(at::ones({2})));
    other.commit();
  }
  file.dataset("counts", 4, H5P_DEFAULT);
  H5Lcreate_soft("/counts", file.id(), "alias", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_external("other.h5", "/group", file.id(), "away", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_soft("/away/spikes", file.id(), "roundabout", H5P_DEFAULT, H5P_DEFAULT);
  file.close();
  const auto opened = File::open(file.path());
  CHECK(opened.read("alias").numel() == 4);
  CHECK(opened.arrays().size() == 1);
  CHECK_FALSE(opened.has("away/spikes"));
  CHECK_FALSE(opened.has("roundabout"));
  CHECK(file.message("away/spikes") ==
        "/away/spikes: is a link to other.h5, and other files are not read; store it inside, or "
        "copy it there with h5copy");
  CHECK(file.message("roundabout") == "/roundabout: no such array");
}

TEST_CASE("hdf5: a way of compressing that the library lacks is named, with what to do") {
  ForeignFile file;
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 4;
  H5Pset_chunk(properties, 1, &chunk);
  H5Pset_filter(properties, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr);
  file.dataset("spikes", 8, properties);
  H5Pclose(properties);
  CHECK(file.message("spikes") ==
        "/spikes: is compressed with zstandard (filter 32015), which the HDF5 library here does "
        "not have; store it with gzip, where that filter is installed: h5repack -f GZIP=4 OLD NEW");
}

TEST_CASE("hdf5: a small file cannot claim all memory") {
  ForeignFile file;
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 1 << 20;
  H5Pset_chunk(properties, 1, &chunk);
  file.dataset("spikes", 400'000'000'000, properties);
  file.dataset("few", 1 << 20, properties);  // harmless: zeros
  H5Pclose(properties);
  CHECK(file.message("few") == "no error");
  CHECK(file.message("spikes") ==
        "/spikes: claims to be 400.0 GB, but the file holds only 0 bytes of it");
}

TEST_CASE("hdf5: groups nested without end, and in circles, are listed as far as is sensible") {
  ForeignFile file;
  file.dataset("top", 1, H5P_DEFAULT);
  const hid_t access = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(access, 1);
  std::string path = "g";
  for (int depth = 0; depth < 3000; ++depth) path += "/g";
  H5Gclose(H5Gcreate2(file.id(), path.c_str(), access, H5P_DEFAULT, H5P_DEFAULT));
  H5Pclose(access);
  H5Lcreate_hard(file.id(), "/", file.id(), "circle", H5P_DEFAULT, H5P_DEFAULT);
  file.close();
  const auto arrays = File::open(file.path()).arrays();
  CHECK(arrays.size() == 65);  // once at each depth of the circle
  CHECK(file.message("tpo") == "/tpo: no such array; did you mean \"top\"?");
}

TEST_CASE("hdf5: what only looks like an HDF5 file is named") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  const auto message = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return message_of(path);
  };
  CHECK_THAT(message("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
             StartsWith(": not an HDF5 file; it looks like a Git LFS pointer"));
  CHECK_THAT(message("<!DOCTYPE html>\n<html>"), ContainsSubstring("looks like a web page"));
  CHECK_THAT(message("PK\x03\x04rest"), ContainsSubstring("NumPy's .npz"));
  CHECK_THAT(message("MATLAB 5.0 MAT-file, Platform"), ContainsSubstring("'-v7.3'"));
  CHECK_THAT(message("\x1f\x8b\x08"), ContainsSubstring("gunzip -c OLD > NEW"));
  CHECK_THAT(message("\x28\xb5\x2f\xfd rest"), ContainsSubstring("unzstd"));
  CHECK_THAT(message("\xef\xbb\xbf\n <html>"), ContainsSubstring("looks like a web page"));
  CHECK_THAT(message("{\"message\": \"Not Found\"}"), ContainsSubstring("perhaps JSON"));
  CHECK_THAT(message("\x80\x05\x95rest"), ContainsSubstring("Python pickle"));
  CHECK_THAT(message("\x89HDF\n\x1a\n"), ContainsSubstring("sent as text"));
  CHECK_THAT(message("/annex/objects/SHA256E-s1--0.h5"), ContainsSubstring("git annex get"));
  CHECK_THAT(message(std::string(4096, '\0')), ContainsSubstring("begins with zeros"));
  CHECK(message("trial,neuron\n1,2\n") == ": not an HDF5 file; it looks like a text");
  CHECK(message("\x01\x02") == ": not an HDF5 file");
  std::filesystem::remove(path);
  ::mkfifo(path.c_str(), 0600);  // would wait for a writer
  CHECK(message_of(path) == ": is a device, pipe or socket; expected an HDF5 file");
  CHECK(message_of("/dev/null") == ": is a device, pipe or socket; expected an HDF5 file");
}

TEST_CASE("hdf5: a file that another program writes is refused, one without locks is read") {
  const TemporaryFolder folder;
  const auto path = folder / "data.h5";
  const auto write = [&] {
    Writer writer(path);
    writer.write("spikes", npd::Tensor(at::ones({2})));
    writer.commit();
  };
  write();
  {
    std::FILE* writer = std::fopen(path.c_str(), "r+");
    REQUIRE(::flock(fileno(writer), LOCK_EX | LOCK_NB) == 0);
    CHECK(message_of(path) ==
          ": is open in another program, which may be writing it; close it there first");
    std::fclose(writer);
  }
  for (const int error : {EOPNOTSUPP, ENOLCK, ENOSYS, 524}) {
    CAPTURE(error);
    flock_error = error;
    CHECK(message_of(path) == "no error");
    write();
    flock_error = 0;
  }
  CHECK(File::open(path).read("spikes").numel() == 2);
}

TEST_CASE("hdf5: a file whose writer ended before it had closed it is told from a damaged one") {
  const TemporaryFolder folder;
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate((folder / "open.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Fflush(file, H5F_SCOPE_GLOBAL);
  std::filesystem::copy_file(folder / "open.h5", folder / "copy.h5");
  H5Fclose(file);
  H5Pclose(access);
  CHECK(message_of(folder / "open.h5") == "no error");
  CHECK(message_of(folder / "copy.h5") ==
        ": a program has it open for writing, or ended before it had closed it; close it there, or "
        "if that program is no more: h5clear -s " +
            (folder / "copy.h5").string());
}

TEST_CASE("hdf5: of a file that was not fetched to its end it is told how much is there") {
  ForeignFile file;
  file.dataset("spikes", 1000, H5P_DEFAULT);
  file.close();
  const auto whole = std::filesystem::file_size(file.path());
  std::filesystem::resize_file(file.path(), whole - 100);
  CHECK(message_of(file.path()) == ": incomplete HDF5 file: " + std::to_string(whole - 100) +
                                       " of its " + std::to_string(whole) +
                                       " bytes are there; fetch it again");
}
