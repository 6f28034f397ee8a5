#include <algorithm>
#include <optional>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/text/base64.hpp"
#include "recorder/body.hpp"
#include "recorder/cassette.hpp"
#include "recorder/yaml_writer.hpp"

#include <nlohmann/json.hpp>

namespace understudy::recorder {
namespace {

using Json = nlohmann::ordered_json;

// The fields of a text that is their one canonical spelling.
std::optional<Form> as_form(std::string_view text) {
  Form form = decode_form(text);
  if (form.empty() || encode_form(form) != text) return std::nullopt;
  return form;
}

// Readers of YAML give up on deep nesting, ours at some hundred levels.
bool fits_yaml(const Json& value, int levels = 50) {
  if (!value.is_structured()) return true;
  if (levels == 0) return false;
  for (const auto& [key, item] : value.items()) {
    if (value.is_object() && !fits_yaml_key(key)) return false;
    if (!fits_yaml(item, levels - 1)) return false;
  }
  return true;
}

// The JSON of a text that is its one compact spelling: no spaces, no escapes without need, numbers as they are usually
// written. Any other is not what would be put together again from the values.
std::optional<Json> as_json(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded() || !fits_yaml(value) || value.dump() != text) return std::nullopt;
  return value;
}

void write_members(YamlWriter& yaml, const Json& value);
void write_items(YamlWriter& yaml, const Json& value);

void write_json(YamlWriter& yaml, std::string_view key, const Json& value) {
  if (value.is_string()) {
    yaml.member(key, value.get_ref<const std::string&>());
  } else if (!value.is_structured() || value.empty()) {
    yaml.raw(key, value.dump());
  } else {
    yaml.enter(key);
    value.is_object() ? write_members(yaml, value) : write_items(yaml, value);
    yaml.leave();
  }
}

void write_members(YamlWriter& yaml, const Json& value) {
  for (const auto& [key, member] : value.items()) write_json(yaml, key, member);
}

void write_items(YamlWriter& yaml, const Json& value) {
  for (const Json& item : value) {
    if (item.is_string()) {
      yaml.item(item.get_ref<const std::string&>());
    } else if (!item.is_structured() || item.empty()) {
      yaml.raw_item(item.dump());
    } else {
      yaml.enter_item();
      item.is_object() ? write_members(yaml, item) : write_items(yaml, item);
      yaml.leave_item();
    }
  }
}

// Without a Content-Type that the kind of the body says already.
void write_headers(YamlWriter& yaml, const Headers& headers, std::string_view implied_type) {
  const auto is_type = [](const Headers::Field& field) { return equal_ignoring_case(field.first, "Content-Type"); };
  const bool implied = !headers.empty() && headers[0] == Headers::Field("Content-Type", implied_type) &&
                       std::count_if(headers.begin(), headers.end(), is_type) == 1;
  Headers beside = headers;
  if (implied) beside.remove("Content-Type");
  if (!beside.empty()) yaml.fields("headers", beside);
}

void write_content(YamlWriter& yaml, const Headers& headers, const std::string& body) {
  const BodyKind kind = kind_of_body(headers);
  const auto form = kind == BodyKind::form ? as_form(body) : std::nullopt;
  const auto json = kind == BodyKind::json ? as_json(body) : std::nullopt;
  write_headers(yaml, headers, form ? form_content_type : json ? json_content_type : "");
  if (form) {
    yaml.fields("form", *form);
  } else if (json) {
    write_json(yaml, "json", *json);
  } else if (!is_utf8(body)) {
    yaml.raw("base64", base64_encode(body));
  } else if (!body.empty()) {
    yaml.member("text", body);
  }
}

void write_target(YamlWriter& yaml, const std::string& url) {
  const std::size_t mark = url.find('?');
  const auto query = mark == std::string::npos ? std::nullopt : as_form(std::string_view(url).substr(mark + 1));
  yaml.member("path", query ? url.substr(0, mark) : url);
  if (query) yaml.fields("query", *query);
}

void write_outcome(YamlWriter& yaml, const Interaction& interaction) {
  if (const auto& response = interaction.outcome) {
    yaml.enter(interaction.kind == Interaction::Kind::request ? "response" : "reply");
    yaml.raw("status", std::to_string(response->status));
    write_content(yaml, response->headers, response->body);
  } else {
    yaml.enter("error");
    yaml.member("code", to_string(response.error().code));
    yaml.member("message", response.error().message);
  }
  yaml.leave();
}

}  // namespace

std::string_view to_string(Interaction::Kind kind) {
  switch (kind) {
    case Interaction::Kind::request: return "request";
    case Interaction::Kind::callback: return "callback";
    case Interaction::Kind::inbound: return "inbound";
  }
  return "unknown";
}

std::string format_head(const Cassette& cassette) {
  std::string out;
  YamlWriter yaml(out);
  yaml.raw("understudy", "1");
  yaml.enter("recorded");
  yaml.raw("at", format_timestamp(cassette.recorded_at));
  yaml.member("by", cassette.by);
  yaml.member("upstream", cassette.upstream);
  yaml.leave();
  yaml.enter("redaction");
  yaml.raw("rules", "[credentials]");
  yaml.member("secrets", "none");
  yaml.leave();
  yaml.enter("interactions");
  return out;
}

// `took` comes last: an interaction without it was not written to its end.
std::string format_interaction(const Interaction& interaction) {
  std::string out;
  YamlWriter yaml(out, 1);
  yaml.enter_item();
  yaml.raw("id", std::to_string(interaction.id));
  yaml.raw("at", format_duration(interaction.at));
  yaml.raw("kind", to_string(interaction.kind));
  if (interaction.caused_by != 0) yaml.raw("caused_by", std::to_string(interaction.caused_by));
  yaml.enter("request");
  yaml.member("method", interaction.request.method);
  if (interaction.kind == Interaction::Kind::request) {
    write_target(yaml, interaction.request.url);
  } else {
    yaml.member("url", interaction.request.url);
  }
  write_content(yaml, interaction.request.headers, interaction.request.body);
  yaml.leave();
  write_outcome(yaml, interaction);
  yaml.raw("took", format_duration(interaction.took));
  yaml.leave_item();
  return out;
}

std::string format_cassette(const Cassette& cassette) {
  std::string out = format_head(cassette);
  for (const Interaction& interaction : cassette.interactions) out += format_interaction(interaction);
  return out;
}

}  // namespace understudy::recorder
