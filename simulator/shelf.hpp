#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy::simulator {

// Things that an account has under SIDs, the latest first, as lists have them.
template <class T>
class Shelf {
 public:
  const std::vector<T>& all() const { return items_; }
  const T* find(std::string_view sid) const {
    const auto found = std::ranges::find(items_, sid, &T::sid);
    return found == items_.end() ? nullptr : &*found;
  }
  T* find(std::string_view sid) { return const_cast<T*>(std::as_const(*this).find(sid)); }
  // Valid until the next is added or removed.
  T& add(T item) { return *items_.insert(items_.begin(), std::move(item)); }
  bool remove(std::string_view sid) {  // false when it was not there
    return std::erase_if(items_, [&](const T& item) { return item.sid == sid; }) > 0;
  }

 private:
  std::vector<T> items_;
};

}  // namespace understudy::simulator
