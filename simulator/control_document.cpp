#include <algorithm>
#include <vector>

#include "core/api/json_writer.hpp"
#include "simulator/control.hpp"
#include "simulator/control_answer.hpp"
#include "simulator/control_table.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

// "post_snapshots_restore" of POST /snapshots/{name}/restore.
std::string id_of(const ControlOperation& operation) {
  std::string id;
  for (const char c : operation.method) id += static_cast<char>(c - 'A' + 'a');
  for (std::string_view rest = operation.path; !rest.empty();) {
    const std::string_view segment = rest.substr(1, rest.find('/', 1) - 1);
    if (!segment.starts_with('{')) id.append("_").append(segment);
    rest.remove_prefix(std::min(rest.size(), segment.size() + 1));
  }
  std::ranges::replace_if(
      id, [](char c) { return c == '-' || c == '.'; }, '_');
  const bool of_one = operation.path.ends_with('}');
  return of_one ? id + "_one" : id;
}

void write_parameter(JsonWriter& json, std::string_view in, std::string_view name, std::string_view meaning,
                     std::string_view example) {
  json.begin_object();
  json.member("name", name).member("in", in).member("required", in == "path");
  if (!meaning.empty()) json.member("description", meaning);
  json.key("schema").begin_object().member("type", "string").end_object();
  if (!example.empty()) json.member("example", example);
  json.end_object();
}

void write_parameters(JsonWriter& json, const ControlOperation& operation) {
  json.key("parameters").begin_array();
  for (std::string_view rest = operation.path; rest.find('{') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('{') + 1);
    write_parameter(json, "path", rest.substr(0, rest.find('}')), "", "");
  }
  for (const QueryParameter& parameter : operation.query) {
    write_parameter(json, "query", parameter.name, parameter.meaning, parameter.example);
  }
  json.end_array();
}

void write_body(JsonWriter& json, const ControlBody& body) {
  if (body.example.empty()) return;
  json.key("requestBody").begin_object().member("required", body.required);
  json.key("content").begin_object().key("application/json").begin_object();
  json.key("schema").begin_object();
  body.schema ? body.schema(json) : void(json.member("type", "object"));
  json.end_object();
  json.key("example").raw(body.example);
  json.end_object().end_object().end_object();
}

void write_content(JsonWriter& json, std::string_view type, bool with_events) {
  json.key("content").begin_object().key(type).begin_object().end_object();
  if (with_events) json.key("text/event-stream").begin_object().end_object();
  json.end_object();
}

void write_operation(JsonWriter& json, const ControlOperation& operation) {
  std::string method(operation.method);
  for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
  json.key(method).begin_object();
  json.member("operationId", std::string_view(id_of(operation)));
  json.member("summary", operation.does);
  write_parameters(json, operation);
  write_body(json, operation.body);
  json.key("responses").begin_object();
  json.key(std::to_string(operation.status)).begin_object().member("description", "All is well");
  if (operation.status != 204) write_content(json, operation.type, operation.path == "/journal");
  json.end_object();
  json.key("default").begin_object().member("$ref", "#/components/responses/Problem").end_object();
  json.end_object().end_object();
}

void write_servers(JsonWriter& json, bool in_a_world) {
  json.key("servers").begin_array();
  json.begin_object().member("url", control_root).member("description", "the default world").end_object();
  if (in_a_world) {
    json.begin_object().member("url", std::string_view(fmt::format("{}/worlds/{{world}}", control_root)));
    json.member("description", "a world of its own").key("variables").begin_object();
    json.key("world").begin_object().member("default", "default").end_object();
    json.end_object().end_object();
  }
  json.end_array();
}

void write_problem(JsonWriter& json) {
  json.key("components").begin_object().key("responses").begin_object().key("Problem").begin_object();
  json.member("description", "What was met, and what would be right");
  json.key("content").begin_object().key("application/json").begin_object().key("schema").begin_object();
  json.member("type", "object").key("required").begin_array().string("status").string("message").end_array();
  json.key("properties").begin_object();
  json.key("status").begin_object().member("type", "integer").end_object();
  json.key("message").begin_object().member("type", "string").end_object();
  json.end_object().end_object().end_object().end_object().end_object().end_object().end_object();
}

void write_paths(JsonWriter& json, bool with_worlds) {
  json.key("paths").begin_object();
  std::vector<std::string_view> written;
  for (const ControlOperation& first : control_operations()) {
    const bool again = std::ranges::find(written, first.path) != written.end();
    if (again || (is_of_worlds(first) && !with_worlds)) continue;
    written.push_back(first.path);
    json.key(first.path).begin_object();
    if (is_of_worlds(first)) write_servers(json, false);
    for (const ControlOperation& operation : control_operations()) {
      if (operation.path == first.path) write_operation(json, operation);
    }
    json.end_object();
  }
  json.end_object();
}

}  // namespace

Response describe_control(bool with_worlds) {
  return json_object([&](JsonWriter& json) {
    json.member("openapi", "3.1.0");
    json.key("info").begin_object();
    json.member("title", "Understudy's control API").member("version", "1");
    json.member("description", "What tests say to a fake Twilio that is being served. No credentials are asked for.");
    json.end_object();
    write_servers(json, true);
    write_paths(json, with_worlds);
    write_problem(json);
  });
}

}  // namespace understudy::simulator
