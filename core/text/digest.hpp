#pragma once

#include <string>
#include <string_view>

namespace understudy {

enum class Hash { md5, sha256 };
// The hash of the bytes in lower-case hexadecimal digits.
std::string hex_digest(Hash hash, std::string_view bytes);

}  // namespace understudy
