#pragma once

#include <string>
#include <string_view>

namespace understudy::simulator {

// JSON in the words of YAML, which is the same but for the escapes of what is beyond the first plane.
std::string json_as_yaml(std::string_view json);

}  // namespace understudy::simulator
