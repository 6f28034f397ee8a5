#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy {

// RFC 4648 §4, with padding; one text for each sequence of bytes.
std::string base64_encode(std::string_view bytes);
// Nothing unless the text is whole and well formed; white space is not.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace understudy
