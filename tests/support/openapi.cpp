#include "tests/support/openapi.hpp"

#include "tests/support/fixtures.hpp"
#include "tests/support/json_schema.hpp"

namespace understudy::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* methods[] = {"get", "post", "delete"};

// "GET /2010-04-01/Accounts/{}/Messages": without names and extension.
std::string operation_of(std::string method, const std::string& path) {
  for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string plain;
  bool named = false;
  for (const char c : path.substr(0, path.rfind(".json"))) {
    if (!named) plain += c;
    if (c == '{') named = true;
    if (c == '}') plain += c;
    if (c == '}') named = false;
  }
  return method + " " + plain;
}

const Json* json_schema(const Json& operation) {
  for (const auto& [status, response] : operation.at("responses").items()) {
    if (response.contains("content")) return &response["content"]["application/json"]["schema"];
  }
  return nullptr;
}

// What the description's words for formats come to.
void add_format(Json& schema, const std::string& format) {
  const char* const date =
      "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} \\+0000$";
  if (format == "date-time-rfc-2822") schema["pattern"] = date;
  if (format == "phone-number") schema["pattern"] = "^(\\+[1-9][0-9]{1,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11})$";
  if (format == "currency") schema["pattern"] = "^[A-Z]{3}$";
  if (format == "uri") schema["pattern"] = "^/2010-04-01/Accounts/AC[0-9a-f]{32}/Messages";
  if (format == "uri-map") {
    schema["additionalProperties"] = {{"type", "string"},
                                      {"pattern", "^/2010-04-01/Accounts/AC[0-9a-f]{32}/Messages/"}};
  }
}

}  // namespace

OpenApi::OpenApi() : document_(Json::parse(read_fixture("twilio/openapi_messages.json"))) {}

std::set<std::string> OpenApi::operations() const {
  std::set<std::string> found;
  for (const auto& [path, item] : document_["paths"].items()) {
    for (const char* method : methods) {
      if (item.contains(method)) found.insert(operation_of(method, path));
    }
  }
  return found;
}

std::vector<std::string> OpenApi::form_parameters(const std::string& operation) const {
  const Json& content = described(operation).at("requestBody").at("content");
  std::vector<std::string> names;
  const Json& properties = content.at("application/x-www-form-urlencoded").at("schema").at("properties");
  for (const auto& [name, schema] : properties.items()) names.push_back(name);
  return names;
}

std::string OpenApi::objection(const std::string& operation, int status, const std::string& body) const {
  const Json& what = described(operation);
  if (!what.at("responses").contains(std::to_string(status))) return "status " + std::to_string(status);
  const Json* schema = json_schema(what);
  if (!schema) return body.empty() ? "" : "a body, where there is none";
  return violation(strict(*schema), Json::parse(body));
}

const Json& OpenApi::described(const std::string& operation) const {
  for (const auto& [path, item] : document_["paths"].items()) {
    for (const char* method : methods) {
      if (item.contains(method) && operation_of(method, path) == operation) return item[method];
    }
  }
  throw std::logic_error("no operation " + operation);
}

Json OpenApi::strict(const Json& schema) const {
  if (schema.contains("$ref")) {
    const std::string name = schema["$ref"].get<std::string>().substr(std::string("#/components/schemas/").size());
    return strict(document_["components"]["schemas"].at(name));
  }
  Json result = Json::object();
  for (const char* kept : {"type", "enum", "pattern", "minLength", "maxLength"}) {
    if (schema.contains(kept)) result[kept] = schema[kept];
  }
  if (schema.value("nullable", false)) result["type"] = {schema["type"], "null"};
  if (schema.contains("format")) add_format(result, schema["format"]);
  if (schema.contains("items")) result["items"] = strict(schema["items"]);
  if (!schema.contains("properties")) return result;
  result["properties"] = Json::object();
  result["required"] = Json::array();
  result["additionalProperties"] = false;
  for (const auto& [name, property] : schema["properties"].items()) {
    result["properties"][name] = strict(property);
    result["required"].push_back(name);
  }
  return result;
}

}  // namespace understudy::test
