#include "simulator/form_json.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"

namespace understudy::simulator {

void write_url(JsonWriter& json, std::string_view url) {
  if (!url.starts_with("http") || url.find('@') == std::string_view::npos) {
    json.string(url);
    return;
  }
  auto parsed = Url::parse(url);
  if (!parsed || parsed->user_info.empty()) {
    json.string(url);
    return;
  }
  parsed->user_info = "[redacted]";
  json.string(parsed->text());
}

void write_form(JsonWriter& json, const Form& form) {
  json.begin_object();
  for (auto field = form.begin(); field != form.end(); ++field) {
    const auto same = [&](const Form::Field& other) { return other.first == field->first; };
    if (std::any_of(form.begin(), field, same)) continue;
    json.key(field->first);
    if (std::none_of(field + 1, form.end(), same)) {
      write_url(json, field->second);
      continue;
    }
    json.begin_array();
    for (const auto& [name, value] : form) {
      if (name == field->first) write_url(json, value);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace understudy::simulator
