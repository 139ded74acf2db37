#pragma once

#include <npd/kinds.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// \file slots.hpp
/// Parameters that are themselves components: `inner = { plugin = "gru", ... }`.
namespace npd {

/// A slot of whatever kind, as those see it who fill it: the host and the test kit.
struct AnySlot {
  Kind kind;
  std::string plugin;  ///< its id
  /// Creates an object of the kind's class from a pointer to the kind's shape; empty: not filled.
  std::function<std::shared_ptr<void>(const void* shape)> create_any;
};

/// A component of one kind that the user named inside another component's table. The host fills it;
/// the owner calls `create` in its constructor. An owner that is a module registers what it gets
/// as a child. \tparam Class  npd::Generator, npd::Dataset, ...: its header must be included
template <class Class>
struct Slot : AnySlot {
  using Shape = ShapeOf<Class>;

  Slot() : AnySlot{KindOf<Class>::value, {}, {}} {}

  /// For tests.
  Slot(std::string id, std::function<std::shared_ptr<Class>(const Shape&)> make)
      : AnySlot{KindOf<Class>::value, std::move(id), [make = std::move(make)](const void* shape) {
                  return make(*static_cast<const Shape*>(shape));
                }} {}

  bool filled() const { return create_any != nullptr; }

  /// A new object each time.
  std::shared_ptr<Class> create(const Shape& shape = detail::no_shape<Class>()) const {
    return std::static_pointer_cast<Class>(create_any(&shape));
  }
};

/// A list of slots of one kind, of whatever kind that is; refers to a std::vector<Slot<Class>>.
class SlotListRef {
 public:
  template <class Class>
  explicit SlotListRef(std::vector<Slot<Class>>& list)
      : kind_(KindOf<Class>::value),
        list_(&list),
        size_([](void* all) { return of<Class>(all).size(); }),
        resize_([](void* all, std::size_t size) { of<Class>(all).resize(size); }),
        at_([](void* all, std::size_t index) -> AnySlot& { return of<Class>(all).at(index); }) {}

  Kind kind() const { return kind_; }
  std::size_t size() const { return size_(list_); }
  void resize(std::size_t size) const { resize_(list_, size); }
  AnySlot& operator[](std::size_t index) const { return at_(list_, index); }

 private:
  template <class Class>
  static std::vector<Slot<Class>>& of(void* list) {
    return *static_cast<std::vector<Slot<Class>>*>(list);
  }

  Kind kind_;
  void* list_;
  std::size_t (*size_)(void*);
  void (*resize_)(void*, std::size_t);
  AnySlot& (*at_)(void*, std::size_t);
};

}  // namespace npd
