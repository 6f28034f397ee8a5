#include "simulator/control_answer.hpp"

#include <charconv>

#include "core/api/json_writer.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace understudy::simulator {

Response json_response(int status, std::string body) { return Response(status, "application/json", std::move(body)); }

Response json_object(const std::function<void(JsonWriter&)>& members) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  members(json);
  json.end_object();
  return json_response(200, std::move(body));
}

Response problem(int status, std::string_view message) {
  Response response = json_object([&](JsonWriter& json) { json.member("status", status).member("message", message); });
  response.status = status;
  return response;
}

Response problem(const Error& error) { return problem(400, error.message); }

std::string named_in(const Request& request, std::string_view folder) {
  std::string_view path = path_of(request.url);
  path.remove_prefix(path.rfind(folder) + folder.size());
  return percent_decode(path.substr(0, path.find('/')));
}

std::optional<std::uint64_t> read_id(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), id);
  if (error != std::errc{} || end != path.data() + path.size()) return std::nullopt;
  return id;
}

Response wrong_method(std::string_view method, std::string_view path, std::span<const std::string_view> allowed) {
  const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
  Response response = problem(405, fmt::format("{} cannot be asked with {}, only with {}", path, method, list));
  response.headers.add("Allow", list);
  return response;
}

void member(JsonWriter& json, std::string_view name, TimePoint at) {
  json.member(name, std::string_view(format_timestamp(at)));
}

}  // namespace understudy::simulator
