#pragma once

#include <string>
#include <string_view>

namespace understudy {

// A text as it stands in XML, between tags or in an attribute. Control characters that XML 1.0 cannot hold become
// U+FFFD.
std::string escape_xml(std::string_view text);

}  // namespace understudy
