#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include <npd/testing/catch.hpp>

using npd::hdf5::File;
using npd::hdf5::Writer;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

namespace {

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

void write_small(const std::filesystem::path& path) {
  Writer writer(path);
  writer.write("train_encod_data", at::arange(24, at::kInt).view({2, 3, 4}));
  writer.write("params/generator/weight", at::ones({2, 2}));
  writer.attribute("params", "version", std::int64_t{3});
  writer.attribute("params", "rate", 0.25);
  writer.attribute("params", "prior", std::string("autoregressiv ä"));
  writer.commit();
}

}  // namespace

TEST_CASE("hdf5: every type and shape comes back as it was written") {
  const TemporaryFolder folder;
  const auto path = folder / "types.h5";
  const at::ScalarType types[] = {at::kByte, at::kChar,  at::kShort, at::kInt,
                                  at::kLong, at::kFloat, at::kDouble};
  const std::vector<std::vector<std::int64_t>> shapes = {{}, {0}, {3, 0, 2}, {7}, {400, 100, 30}};
  for (const auto type : types) {
    for (const auto& shape : shapes) {
      for (const int gzip : {0, 4}) {
        const auto array = at::arange(1, 1 + c10::multiply_integers(shape)).view(shape).to(type);
        Writer writer(path);
        writer.write("group/array", array, {gzip});
        writer.commit();
        const auto back = File::open(path).read("group/array");
        CHECK(back.scalar_type() == type);
        CHECK(at::equal(back, array));
      }
    }
  }
}

TEST_CASE("hdf5: types that files lack are widened on writing") {
  const TemporaryFolder folder;
  Writer writer(folder / "a.h5");
  writer.write("truth", at::ones({2}, at::kBool));
  writer.write("half", at::full({2}, 0.5, at::kHalf));
  writer.write("transposed", at::arange(6).view({2, 3}).t());
  writer.commit();
  const auto file = File::open(folder / "a.h5");
  CHECK(file.info("truth").type == "uint8");
  CHECK(file.info("half").type == "float32");
  CHECK(file.read("half")[1].item<float>() == 0.5F);
  CHECK(at::equal(file.read("transposed"), at::arange(6).view({2, 3}).t()));
}

TEST_CASE("hdf5: arrays are listed with shape and type, attributes read by type") {
  const TemporaryFolder folder;
  write_small(folder / "größe.h5");
  const auto file = File::open(folder / "größe.h5");

  const auto arrays = file.arrays();
  REQUIRE(arrays.size() == 2);
  CHECK(arrays[0].key == "params/generator/weight");
  CHECK(arrays[0].shape == std::vector<std::int64_t>{2, 2});
  CHECK(arrays[0].type == "float32");
  CHECK(arrays[1].key == "train_encod_data");
  CHECK(arrays[1].type == "int32");

  CHECK(file.has("params"));
  CHECK(file.has("/params/generator/weight"));
  CHECK_FALSE(file.has("params/decoder/weight"));
  CHECK_FALSE(file.has("train_encod_data/weight"));

  CHECK(file.attributes("params").size() == 3);
  CHECK(file.attributes().empty());
  CHECK(file.number("params", "version") == 3);
  CHECK(file.number("params", "rate") == 0.25);
  CHECK(file.text("params", "prior") == "autoregressiv ä");
}

TEST_CASE("hdf5: a missing key or attribute suggests the nearest") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  write_small(path);
  const auto file = File::open(path);
  CHECK_THROWS_WITH(
      file.read("train_encode_data"),
      path.string() + ": /train_encode_data: no such array; did you mean \"train_encod_data\"?");
  CHECK_THROWS_WITH(file.read("spikes"), path.string() + ": /spikes: no such array");
  CHECK_THROWS_WITH(file.read("params"),
                    path.string() + ": /params: is a group; expected an array");
  CHECK_THROWS_WITH(file.number("params", "rates"),
                    path.string() + ": /params: no attribute \"rates\"; did you mean \"rate\"?");
  CHECK_THROWS_WITH(file.number("params", "prior"),
                    path.string() + ": /params: attribute \"prior\" is a text; expected a number");
  CHECK_THROWS_WITH(file.text("params", "rate"),
                    path.string() + ": /params: attribute \"rate\" is a number; expected a text");
}

TEST_CASE("hdf5: what is not a readable HDF5 file is refused") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  const auto message_of = [&] {
    try {
      File::open(path);
    } catch (const npd::DataError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(message_of() == path.string() + ": no such file");

  write_bytes(path, "");
  CHECK(message_of() == path.string() + ": the file is empty; expected an HDF5 file");
  write_bytes(path, "trial,neuron\n1,2\n");
  CHECK(message_of() == path.string() + ": not an HDF5 file; it looks like a text");

  write_small(path);
  const auto whole = read_bytes(path);
  write_bytes(path, whole.substr(0, whole.size() / 2));
  CHECK_THAT(message_of(), ContainsSubstring(" bytes are there; fetch it again"));

  if (geteuid() != 0) {  // root may read everything
    std::filesystem::permissions(path, std::filesystem::perms::none);
    CHECK(message_of() == path.string() + ": cannot be read: Permission denied");
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  CHECK(message_of() == path.string() + ": is a folder; expected an HDF5 file");
}

TEST_CASE("hdf5: damaged compressed data is an error that names the array") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  const auto array = at::arange(4000).mul(7919).remainder(1009);
  {
    Writer writer(path);
    writer.write("spikes", array, {9});
    writer.commit();
  }
  auto bytes = read_bytes(path);
  // The chunk is the end of the file.
  for (std::size_t i = bytes.size() - 600; i < bytes.size() - 500; ++i) bytes[i] = '\xff';
  write_bytes(path, bytes);
  CHECK_THROWS_WITH(File::open(path).read("spikes"),
                    ContainsSubstring(": /spikes: cannot be read, the file is damaged: "));
}

TEST_CASE("hdf5: a writer replaces the file as a whole or not at all") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  write_small(path);
  const auto before = read_bytes(path);
  {
    Writer writer(path);
    writer.write("other", at::ones({3}));
    CHECK(files_in(folder.path()) == 2);
  }
  CHECK(files_in(folder.path()) == 1);
  CHECK(read_bytes(path) == before);

  Writer writer(path);
  writer.write("other", at::ones({3}));
  writer.commit();
  CHECK(files_in(folder.path()) == 1);
  CHECK(File::open(path).has("other"));
  CHECK_FALSE(File::open(path).has("params"));
}

TEST_CASE("hdf5: equal contents give equal bytes") {
  const TemporaryFolder folder;
  write_small(folder / "a.h5");
  sleep(1);  // HDF5 would store times in seconds
  write_small(folder / "b.h5");
  CHECK(read_bytes(folder / "a.h5") == read_bytes(folder / "b.h5"));
}

TEST_CASE("hdf5: what cannot be written is an OutputError") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  CHECK_THROWS_WITH(Writer(folder / "no" / "a.h5"), (folder / "no" / "a.h5").string() +
                                                        ": cannot be written: there is no folder " +
                                                        (folder / "no").string());
  CHECK_THROWS_WITH(
      Writer(folder.path()),
      folder.path().string() + ": is a folder, and only files are written; choose another name");
  CHECK_THROWS_AS(Writer(folder.path()), npd::OutputError);

  Writer writer(path);
  writer.write("rates", at::ones({3}));
  CHECK_THROWS_WITH(writer.write("rates", at::ones({3})),
                    path.string() + ": /rates: cannot be written: name already exists");
}

TEST_CASE("hdf5: a full disk is an OutputError that leaves nothing behind") {
  const TemporaryFolder folder;
  const auto path = folder / "a.h5";
  // A limit on the size of files fails like a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 100000;
  setrlimit(RLIMIT_FSIZE, &small);
  const auto write_too_much = [&] {
    Writer writer(path);
    writer.write("rates", at::ones({100000}));
    writer.commit();
  };
  CHECK_THROWS_AS(write_too_much(), npd::OutputError);
  CHECK_THROWS_WITH(write_too_much(), ContainsSubstring("File too large"));
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("hdf5: lists of texts come back as they were, empty ones and UTF-8, too") {
  const TemporaryFolder folder;
  const std::vector<std::string> areas = {"pfc", "", "V1 \u00e4"};
  {
    Writer writer(folder / "texts.h5");
    writer.write_texts("neuron_info/area", areas);
    writer.write_texts("none", {});
    writer.write_texts("nothing in it", {""});
    writer.write("numbers", at::ones({2}));
    writer.commit();
  }
  const auto file = File::open(folder / "texts.h5");
  CHECK(file.read_texts("neuron_info/area") == areas);
  CHECK(file.read_texts("none").empty());
  CHECK(file.read_texts("nothing in it") == std::vector<std::string>{""});
  CHECK(file.info("neuron_info/area").type == "text");
  CHECK_THROWS_WITH(file.read_texts("numbers"),
                    ContainsSubstring("/numbers: holds float32 values; expected texts"));
  CHECK_THROWS_WITH(file.read("none"), ContainsSubstring("holds text values; expected numbers"));
}

TEST_CASE("hdf5: equal texts give equal bytes") {
  const TemporaryFolder folder;
  for (const char* name : {"a.h5", "b.h5"}) {
    Writer writer(folder / name);
    writer.write_texts("area", {"pfc", "ppc"});
    writer.commit();
  }
  CHECK(read_bytes(folder / "a.h5") == read_bytes(folder / "b.h5"));
}
