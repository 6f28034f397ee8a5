#include "core/message/segments.hpp"

#include <optional>

#include "core/message/gsm7.hpp"
#include "core/message/utf8.hpp"

namespace understudy {
namespace {

// A part is 1,120 bits, of which the header of a multipart message takes 48.
struct Capacity {
  int alone;
  int part;
};
constexpr Capacity gsm7_capacity{160, 153};
constexpr Capacity ucs2_capacity{70, 67};

int septets_of(char32_t code_point) { return gsm7_septets(code_point); }
int utf16_units_of(char32_t code_point) { return code_point > 0xFFFF ? 2 : 1; }

char32_t take(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first >= 0x80) return take_code_point(text);
  text.remove_prefix(1);  // ASCII, almost always
  return first;
}

// All the septets of a text, or nothing when it has a character that GSM-7 does not.
std::optional<int> count_septets(std::string_view text) {
  int total = 0;
  while (!text.empty()) {
    const int septets = septets_of(take(text));
    if (septets == 0) return std::nullopt;
    total += septets;
  }
  return total;
}

// Parts filled one after the other; what does not fit whole begins the next.
template <class Width>
int count_parts(std::string_view text, int capacity, Width width_of) {
  int parts = 1;
  int used = 0;
  while (!text.empty()) {
    const int width = width_of(take(text));
    if (used + width > capacity) {
      ++parts;
      used = 0;
    }
    used += width;
  }
  return parts;
}

}  // namespace

Segmentation segment(std::string_view utf8) {
  if (const auto septets = count_septets(utf8)) {
    const bool alone = *septets <= gsm7_capacity.alone;
    return {Encoding::gsm7, alone ? 1 : count_parts(utf8, gsm7_capacity.part, septets_of), *septets};
  }
  const int units = static_cast<int>(utf16_units(utf8));
  const bool alone = units <= ucs2_capacity.alone;
  return {Encoding::ucs2, alone ? 1 : count_parts(utf8, ucs2_capacity.part, utf16_units_of), units};
}

std::size_t utf16_units(std::string_view utf8) {
  std::size_t units = 0;
  while (!utf8.empty()) units += static_cast<std::size_t>(utf16_units_of(take(utf8)));
  return units;
}

}  // namespace understudy
