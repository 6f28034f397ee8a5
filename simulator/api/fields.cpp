#include "simulator/api/fields.hpp"

#include "core/api/json_writer.hpp"
#include "core/http/url.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

Refusal invalid(std::string_view name, std::string_view wanted, std::string_view got) {
  return {400, 20422, fmt::format("Invalid Parameter: {} {}, got {}", name, wanted, got)};
}

bool is_flag(std::string_view text) { return equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false"); }

}  // namespace

void set(std::optional<std::string>& url, const Form& form, std::string_view name) {
  const auto wanted = form.find(name);
  if (!wanted) return;
  url = wanted->empty() ? std::nullopt : std::optional(std::string(*wanted));
}

void set(std::string& text, const Form& form, std::string_view name) {
  if (const auto wanted = form.find(name)) text = *wanted;
}

void set(bool& flag, const Form& form, std::string_view name) {
  if (const auto wanted = form.find(name)) flag = equal_ignoring_case(*wanted, "true");
}

std::optional<Refusal> Fields::objection(const Form& form) const {
  for (const char* name : urls) {
    const auto url = form.find(name);
    if (url && !url->empty() && !Url::parse(*url)) return invalid(name, "wants an http or https URL", *url);
  }
  for (const char* name : methods) {
    const auto method = form.find(name);
    if (method && *method != "GET" && *method != "POST") return invalid(name, "is GET or POST", *method);
  }
  for (const char* name : flags) {
    const auto flag = form.find(name);
    if (flag && !is_flag(*flag)) return invalid(name, "is true or false", *flag);
  }
  return std::nullopt;
}

void write_dates(JsonWriter& json, const Dates& dates, TimePoint beginning) {
  json.member("date_created", std::string_view(format_rfc2822(dates.created.value_or(beginning))));
  json.member("date_updated", std::string_view(format_rfc2822(dates.updated.value_or(beginning))));
}

}  // namespace understudy::simulator
