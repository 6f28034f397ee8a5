#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Answers of the control API.
Response json_response(int status, std::string body);
// 200 and an object with these members.
Response json_object(const std::function<void(JsonWriter&)>& members);
// {"status": …, "message": …}
Response problem(int status, std::string_view message);
Response problem(const Error& error);
// 405, with the methods that there are.
Response wrong_method(std::string_view method, std::string_view path, std::span<const std::string_view> allowed);

// "before" of …/snapshots/before and of …/snapshots/before/restore, in the folder "/snapshots/".
std::string named_in(const Request& request, std::string_view folder);
// The number that a path ends with.
std::optional<std::uint64_t> read_id(std::string_view path);

void member(JsonWriter& json, std::string_view name, TimePoint at);

}  // namespace understudy::simulator
