#include "recorder/interaction_reader.hpp"

#include <array>

#include "core/http/form.hpp"
#include "recorder/body.hpp"

#include <fmt/format.h>

namespace understudy::recorder {
namespace {

using Kind = Interaction::Kind;

Kind kind_of(ValueReader& in, const YamlValue& value) {
  for (const Kind kind : {Kind::request, Kind::callback, Kind::inbound}) {
    if (value.is_scalar() && value.text == to_string(kind)) return kind;
  }
  in.refuse(value.place, "'kind' is one of request, callback and inbound, got " + describe(value));
  return Kind::request;
}

ErrorCode error_code(ValueReader& in, const YamlValue& value) {
  for (const ErrorCode code : {ErrorCode::connection_failed, ErrorCode::unknown_host, ErrorCode::tls_failed,
                               ErrorCode::connection_lost, ErrorCode::timeout}) {
    if (value.text == to_string(code)) return code;
  }
  in.refuse(value.place,
            "'code' is one of connection_failed, unknown_host, tls_failed, connection_lost and timeout, got " +
                describe(value));
  return ErrorCode::connection_lost;
}

std::string body_of(ValueReader& in, std::string_view key, const YamlValue& value) {
  if (key == "form") return encode_form(in.fields(key, value));
  if (key == "text") return in.text(key, value);
  if (key == "base64") return in.base64(key, value);
  return to_json(value);
}

void prepend_type(Headers& headers, std::string_view type) {
  Headers all;
  all.add("Content-Type", std::string(type));
  for (const auto& [name, value] : headers) all.add(name, value);
  headers = std::move(all);
}

void read_content(ValueReader& in, const YamlValue& value, Headers& headers, std::string& body) {
  if (const auto* given = value.at("headers")) {
    for (const auto& [name, text] : in.fields("headers", *given)) headers.add(name, text);
  }
  std::string_view found;
  for (std::string_view key : {"form", "json", "text", "base64"}) {
    const auto* content = value.find(key);
    if (!content) continue;
    if (!found.empty()) in.refuse(content->place, fmt::format("there is one body, and '{}' is it already", found));
    found = key;
    body = body_of(in, key, content->value);
  }
  if (headers.find("Content-Type")) return;
  if (found == "form") prepend_type(headers, form_content_type);
  if (found == "json") prepend_type(headers, json_content_type);
}

void read_target(ValueReader& in, const YamlValue& value, Request& into) {
  if (const auto* url = value.find("url")) {
    in.refuse(url->place, "a request to the API has a 'path', which any host can answer, not a 'url'");
  }
  const auto* path = in.need({"request", value}, "path");
  if (!path) return;
  into.url = in.text("path", *path);
  if (!into.url.starts_with('/')) in.refuse(path->place, "'path' begins with /, got " + describe(*path));
  const auto* query = value.at("query");
  if (!query) return;
  if (into.url.find('?') != std::string::npos) in.refuse(path->place, "'path' has a query, and there is a 'query' too");
  into.url += "?" + encode_form(in.fields("query", *query));
}

// What was called may be no URL by our standards, and is kept all the same; but it begins as one.
bool is_absolute(std::string_view url) { return url.starts_with("http://") || url.starts_with("https://"); }

void read_url(ValueReader& in, const YamlValue& value, Interaction& into) {
  for (std::string_view key : {"path", "query"}) {
    if (const auto* member = value.find(key)) {
      in.refuse(member->place,
                fmt::format("a webhook has a whole 'url', because that is what is signed, not a '{}'", key));
    }
  }
  const auto* url = in.need({"webhook", value}, "url");
  if (!url) return;
  into.request.url = in.text("url", *url);
  if (!is_absolute(into.request.url)) {
    in.refuse(url->place, "'url' wants a whole http or https URL, got " + describe(*url));
  }
}

void read_request(ValueReader& in, const YamlValue& value, Interaction& into) {
  constexpr std::array<std::string_view, 9> keys{"method", "path", "query", "url",   "headers",
                                                 "form",   "json", "text",  "base64"};
  if (!in.check_keys({"request", value}, keys)) return;
  if (const auto* method = in.need({"request", value}, "method")) into.request.method = in.text("method", *method);
  into.kind == Kind::request ? read_target(in, value, into.request) : read_url(in, value, into);
  read_content(in, value, into.request.headers, into.request.body);
}

void read_response(ValueReader& in, const YamlValue& value, Interaction& into) {
  constexpr std::array<std::string_view, 6> keys{"status", "headers", "form", "json", "text", "base64"};
  if (!in.check_keys({"response", value}, keys)) return;
  Response response;
  if (const auto* status = in.need({"response", value}, "status"))
    response.status = in.integer("status", *status, 100, 999);
  read_content(in, value, response.headers, response.body);
  into.outcome = std::move(response);
}

void read_error(ValueReader& in, const YamlValue& value, Interaction& into) {
  constexpr std::array<std::string_view, 2> keys{"code", "message"};
  if (!in.check_keys({"error", value}, keys)) return;
  Error error(ErrorCode::connection_lost, "");
  if (const auto* code = in.need({"error", value}, "code")) error.code = error_code(in, *code);
  if (const auto* message = value.at("message")) error.message = in.text("message", *message);
  into.outcome = tl::unexpected(std::move(error));
}

void read_outcome(ValueReader& in, const YamlValue& item, Interaction& into) {
  const bool request = into.kind == Kind::request;
  const std::string_view right = request ? "response" : "reply";
  const std::string_view wrong = request ? "reply" : "response";
  if (const auto* other = item.find(wrong)) {
    in.refuse(other->place, fmt::format("a {} has a '{}', not a '{}'", to_string(into.kind), right, wrong));
  }
  const auto* error = item.find("error");
  const auto* answer = item.find(right);
  if (!error && !answer) {
    return in.refuse(item.place, fmt::format("an interaction wants '{}' or 'error', neither of which is here", right),
                     true);
  }
  if (error && answer)
    return in.refuse(error->place, fmt::format("there is a '{}' already, so there was no error", right));
  error ? read_error(in, error->value, into) : read_response(in, answer->value, into);
}

}  // namespace

Interaction read_interaction(ValueReader& in, const YamlValue& item) {
  Interaction read;
  constexpr std::array<std::string_view, 9> keys{"id",       "at",    "kind",  "caused_by", "request",
                                                 "response", "reply", "error", "took"};
  if (!in.check_keys({"interaction", item}, keys)) return read;
  constexpr int most = 1'000'000'000;
  if (const auto* id = in.need({"interaction", item}, "id")) read.id = in.integer("id", *id, 1, most);
  if (const auto* at = in.need({"interaction", item}, "at")) read.at = in.duration("at", *at);
  if (const auto* kind = in.need({"interaction", item}, "kind")) read.kind = kind_of(in, *kind);
  if (const auto* cause = item.at("caused_by")) read.caused_by = in.integer("caused_by", *cause, 1, most);
  if (const auto* request = in.need({"interaction", item}, "request")) read_request(in, *request, read);
  read_outcome(in, item, read);
  if (const auto* took = in.need({"interaction", item}, "took")) read.took = in.duration("took", *took);
  return read;
}

}  // namespace understudy::recorder
