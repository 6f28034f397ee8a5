#pragma once

#include <string_view>

namespace understudy {

// Takes the next code point off the front of `text`, which must not be empty. A byte that begins no well-formed
// sequence (truncated, overlong, a surrogate, beyond U+10FFFF) is taken alone and answered as U+FFFD.
char32_t take_code_point(std::string_view& text);

}  // namespace understudy
