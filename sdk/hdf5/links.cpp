#include "links.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace npd::hdf5 {
namespace {

constexpr std::size_t deepest = 64, most_arrays = 100'000;

#if H5_VERSION_GE(1, 12, 0)
using LinkInfo = H5L_info1_t;
constexpr auto link_info = H5Lget_info1;
constexpr auto iterate = H5Literate1;
#else
using LinkInfo = H5L_info_t;
constexpr auto link_info = H5Lget_info;
constexpr auto iterate = H5Literate;
#endif

herr_t refuse_to_follow(const char*, const char*, const char*, const char*, unsigned*, hid_t,
                        void*) {
  return -1;
}

/// How names are looked up: not beyond the file.
Handle within_the_file() {
  Handle access(H5Pcreate(H5P_LINK_ACCESS), H5Pclose);
  H5Pset_elink_cb(access.get(), refuse_to_follow, nullptr);
  return access;
}

/// What a group holds, without recursion: a file may be nested deeper than the stack.
struct Walk {
  std::vector<std::string> arrays;
  std::vector<std::pair<std::string, std::size_t>> groups;  ///< to be looked at, and how deep
  std::string group;
  std::size_t depth = 0;
};

herr_t note(hid_t parent, const char* name, const LinkInfo* info, void* data) {
  auto& walk = *static_cast<Walk*>(data);
  if (walk.arrays.size() >= most_arrays) return 1;
  if (info->type != H5L_TYPE_HARD) return 0;
  const Handle object(H5Oopen(parent, name, H5P_DEFAULT), H5Oclose);
  if (!object) return 0;
  const std::string path = walk.group + name;
  const auto type = H5Iget_type(object.get());
  if (type == H5I_DATASET) walk.arrays.push_back(path);
  if (type == H5I_GROUP && walk.depth < deepest) {
    walk.groups.emplace_back(path + "/", walk.depth + 1);
  }
  return 0;
}

}  // namespace

bool has_object(hid_t file, const std::string& name) {
  if (name == "/") return true;
  const Handle access = within_the_file();
  // The library reports an error, not "no", if a group on the way is absent.
  for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    if (H5Lexists(file, name.substr(0, end).c_str(), access.get()) <= 0) return false;
    if (end == std::string::npos) break;
  }
  return H5Oexists_by_name(file, name.c_str(), access.get()) > 0;
}

std::optional<std::string> file_linked_to(hid_t file, const std::string& name) {
  const Handle access = within_the_file();
  for (std::size_t end = name.find('/', 1);; end = name.find('/', end + 1)) {
    const std::string part = name.substr(0, end);
    LinkInfo info{};
    if (link_info(file, part.c_str(), &info, access.get()) < 0) return std::nullopt;
    if (info.type == H5L_TYPE_EXTERNAL) {
      std::string value(info.u.val_size, '\0');
      const char* other = nullptr;
      const char* object = nullptr;
      if (H5Lget_val(file, part.c_str(), value.data(), value.size(), access.get()) < 0 ||
          H5Lunpack_elink_val(value.data(), value.size(), nullptr, &other, &object) < 0) {
        return "another file";
      }
      return other;
    }
    if (end == std::string::npos) return std::nullopt;
  }
}

Handle open_within(hid_t file, const std::string& name) {
  return {H5Oopen(file, name.c_str(), within_the_file().get()), H5Oclose};
}

std::vector<std::string> array_names(hid_t file) {
  Walk walk;
  walk.groups.emplace_back("/", 0);
  while (!walk.groups.empty() && walk.arrays.size() < most_arrays) {
    std::tie(walk.group, walk.depth) = walk.groups.back();
    walk.groups.pop_back();
    const Handle group = open_within(file, walk.group);
    if (group) iterate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note, &walk);
  }
  for (auto& name : walk.arrays) name.erase(0, 1);
  std::sort(walk.arrays.begin(), walk.arrays.end());
  return walk.arrays;
}

}  // namespace npd::hdf5
