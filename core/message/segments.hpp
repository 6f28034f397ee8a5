#pragma once

#include <cstddef>
#include <string_view>

namespace understudy {

enum class Encoding { gsm7, ucs2 };

// How a body goes over the air, and is billed.
struct Segmentation {
  Encoding encoding;
  int segments;  // at least 1, also for an empty body
  int units;     // septets in GSM-7, UTF-16 code units in UCS-2; without the headers of the parts
  bool operator==(const Segmentation&) const = default;
};

// GSM-7 when every character has a place there (160 septets alone, 153 a part), else UCS-2 (70 units alone, 67 a part).
// An escaped character or a surrogate pair is never split between parts. Each byte that is not UTF-8 counts as U+FFFD,
// and so makes the body UCS-2.
Segmentation segment(std::string_view utf8);

// The length of a text in UTF-16 code units, which is how the limit of 1,600 characters counts.
std::size_t utf16_units(std::string_view utf8);

}  // namespace understudy
