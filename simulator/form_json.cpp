#include "simulator/form_json.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"

namespace understudy::simulator {

namespace {

// The URL without what may not be kept; nothing if it can stay as it is.
std::optional<std::string> struck_out(std::string_view url) {
  if (!url.starts_with("http") || url.find('@') == std::string_view::npos) return std::nullopt;
  auto parsed = Url::parse(url);
  if (!parsed || parsed->user_info.empty()) return std::nullopt;
  parsed->user_info = "[redacted]";
  return parsed->text();
}

}  // namespace

void write_url(JsonWriter& json, std::string_view name, std::string_view url) {
  const auto struck = struck_out(url);
  json.member(name, struck ? std::string_view(*struck) : url);
}

void write_form(JsonWriter& json, std::string_view name, const Form& form) {
  json.key(name).begin_object();
  for (auto field = form.begin(); field != form.end(); ++field) {
    const auto same = [&](const Form::Field& other) { return other.first == field->first; };
    if (std::any_of(form.begin(), field, same)) continue;
    if (std::none_of(field + 1, form.end(), same)) {
      write_url(json, field->first, field->second);
      continue;
    }
    json.key(field->first).begin_array();
    for (const auto& [other, value] : form) {
      if (other != field->first) continue;
      const auto struck = struck_out(value);
      json.string(struck ? std::string_view(*struck) : value);
    }
    json.end_array();
  }
  json.end_object();
}

std::string shown_url(std::string_view text) {
  const auto scheme_end = text.find("//");
  const std::size_t authority = scheme_end == std::string_view::npos ? 0 : scheme_end + 2;
  const auto at = text.substr(0, text.find_first_of("/?#", authority)).rfind('@');
  if (at == std::string_view::npos || at < authority) return std::string(text);
  return std::string(text.substr(0, authority)) + "[redacted]" + std::string(text.substr(at));
}

}  // namespace understudy::simulator
