#include "apps/event_log.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::apps {
namespace {

using Json = nlohmann::json;

std::string text(const Json& event, const char* name) {
  auto found = event.find(name);
  if (found == event.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

// " KEY VALUE", or nothing where there is no value.
std::string labelled(const char* label, const std::string& value) {
  return value.empty() ? "" : fmt::format(" {}{}", label, value);
}

std::string what(std::string_view kind, const Json& e) {
  if (kind == "request") {
    std::string answer = text(e, "status").empty() ? "no answer" : text(e, "status");
    return fmt::format("{} {} -> {}{}{}", text(e, "method"), text(e, "path"), answer,
                       labelled("code ", text(e, "code")), labelled("", text(e, "message")));
  }
  if (kind == "status")
    return fmt::format("{} {}{}", text(e, "message"), text(e, "status"), labelled("error ", text(e, "error_code")));
  if (kind == "callback") return fmt::format("{} {} {}", text(e, "method"), text(e, "url"), text(e, "message_status"));
  if (kind == "callback_answered") {
    return fmt::format("callback for {} -> {}{}", text(e, "message"), text(e, "status"), text(e, "error"));
  }
  if (kind == "inbound")
    return fmt::format("text from {} to {}: {}", text(e, "from"), text(e, "to"), text(e, "message"));
  if (kind == "alert")
    return fmt::format("alert {} {}{}", text(e, "code"), text(e, "text"), labelled("", text(e, "message")));
  if (kind == "number" && e.contains("provisioned"))
    return fmt::format("{} was not a number of the account; provisioned on first use", text(e, "provisioned"));
  std::string rest;
  for (const auto& [name, value] : e.items()) {
    if (name != "seq" && name != "at" && name != "kind") rest += labelled((name + " ").c_str(), text(e, name.c_str()));
  }
  return std::string(kind) + rest;
}

}  // namespace

std::string describe(const Journal::Event& event) {
  Json parsed = Json::parse(event.line, nullptr, false);
  if (parsed.is_discarded()) return std::string(event.line);
  std::string at = format_timestamp(event.at);
  return fmt::format("{}  {}", at.substr(11, 12), what(event.kind, parsed));  // 09:00:00.000
}

}  // namespace understudy::apps
