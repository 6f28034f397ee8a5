#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/runtime/result.hpp"

namespace understudy::simulator {

// An element of a small XML document. Text between children is run together; comments are gone.
struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes = {};
  std::string text = {};
  std::vector<XmlElement> children = {};
};

// The root of a well-formed document, without namespaces and document types. `invalid_input` says what broke, and
// where.
Result<XmlElement> parse_xml(std::string_view text);

}  // namespace understudy::simulator
