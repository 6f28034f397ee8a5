#include "core/http/fields.hpp"

#include <algorithm>

namespace understudy {

Fields::Fields(std::initializer_list<Field> fields) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : fields) bytes += name.size() + value.size();
  reserve(fields.size(), bytes);
  for (const auto& [name, value] : fields) add(name, value);
}

void Fields::add(std::string_view name, std::string_view value) {
  constexpr std::size_t usual_fields = 8;
  constexpr std::size_t usual_bytes = 256;
  const Place place{text_.size(), name.size(), value.size()};
  const std::size_t size = text_.size() + name.size() + value.size();
  if (size <= text_.capacity()) {
    text_.resize(size);  // once rather than for each of the two
    std::copy_n(value.data(), value.size(), std::copy_n(name.data(), name.size(), text_.data() + place.begin));
  } else {
    std::string bigger;  // beside the old one, where the new texts may lie
    bigger.reserve(std::max({usual_bytes, 2 * text_.capacity(), size}));
    bigger.append(text_).append(name).append(value);
    text_ = std::move(bigger);
  }
  if (places_.empty()) places_.reserve(usual_fields);
  places_.push_back(place);
}

void Fields::reserve(std::size_t fields, std::size_t bytes) {
  places_.reserve(fields);
  text_.reserve(bytes);
}

bool Fields::operator==(const Fields& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

}  // namespace understudy
