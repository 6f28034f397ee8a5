#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace understudy {

// Names and values in the order they came, in one piece of memory: a handful of fields costs two allocations, and so
// does a copy of them. What is looked at is valid until something is added.
class Fields {
 public:
  using Field = std::pair<std::string_view, std::string_view>;
  class Iterator;

  Fields() = default;
  Fields(std::initializer_list<Field> fields);

  // The texts may be looked at in these fields themselves.
  void add(std::string_view name, std::string_view value);
  void reserve(std::size_t fields, std::size_t bytes);  // for who is in a hurry

  Iterator begin() const;
  Iterator end() const;
  Field operator[](std::size_t i) const;
  std::size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }
  bool operator==(const Fields& other) const;

 protected:
  template <class Wanted>
  void erase_if(Wanted wanted) {
    std::erase_if(places_, [&](const Place& place) { return wanted(at(place)); });
  }

 private:
  struct Place {
    std::size_t begin = 0;
    std::size_t name_size = 0;
    std::size_t value_size = 0;
  };
  Field at(const Place& place) const {
    const char* const name = text_.data() + place.begin;
    return {{name, place.name_size}, {name + place.name_size, place.value_size}};
  }

  std::string text_;
  std::vector<Place> places_;
};

class Fields::Iterator {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = Field;
  using difference_type = std::ptrdiff_t;
  using reference = Field;
  struct pointer {
    Field field;
    const Field* operator->() const { return &field; }
  };

  Iterator() = default;
  Iterator(const Fields* fields, std::size_t i) : fields_(fields), i_(i) {}
  Field operator*() const { return (*fields_)[i_]; }
  pointer operator->() const { return {**this}; }
  Field operator[](difference_type n) const { return *(*this + n); }
  Iterator& operator++() { return *this += 1; }
  Iterator operator++(int) { return std::exchange(*this, *this + 1); }
  Iterator& operator--() { return *this -= 1; }
  Iterator operator--(int) { return std::exchange(*this, *this - 1); }
  Iterator& operator+=(difference_type n) {
    i_ += static_cast<std::size_t>(n);
    return *this;
  }
  Iterator& operator-=(difference_type n) { return *this += -n; }
  friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
  friend Iterator operator+(difference_type n, Iterator it) { return it += n; }
  friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
  friend difference_type operator-(Iterator a, Iterator b) { return static_cast<difference_type>(a.i_ - b.i_); }
  bool operator==(const Iterator& other) const { return i_ == other.i_; }
  auto operator<=>(const Iterator& other) const { return i_ <=> other.i_; }

 private:
  const Fields* fields_ = nullptr;
  std::size_t i_ = 0;
};

inline Fields::Iterator Fields::begin() const { return {this, 0}; }
inline Fields::Iterator Fields::end() const { return {this, places_.size()}; }
inline Fields::Field Fields::operator[](std::size_t i) const { return at(places_[i]); }

}  // namespace understudy
