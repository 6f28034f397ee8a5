#pragma once

#include <string>
#include <string_view>

#include "core/http/message.hpp"

namespace understudy::recorder {

inline constexpr std::string_view json_content_type = "application/json";

// What a body is, by its Content-Type.
enum class BodyKind { form, json, other };
BodyKind kind_of_body(const Headers& headers);

// The string of that name at the top of a JSON object; empty when there is none.
std::string json_member(std::string_view json, std::string_view name);

}  // namespace understudy::recorder
