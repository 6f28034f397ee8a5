#pragma once

#include <string>
#include <string_view>

namespace understudy {

// The query parameter by which a status callback's URL names the send it belongs to.
inline constexpr std::string_view mark_parameter = "understudy-send";

// The URL with a mark, before its fragment.
std::string with_mark(std::string_view url, std::string_view mark);
// The mark of a URL that was called; empty when it has none.
std::string mark_of(std::string_view url);

}  // namespace understudy
