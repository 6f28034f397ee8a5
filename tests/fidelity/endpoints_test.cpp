#include "simulator/api/endpoints.hpp"

#include "tests/support/page.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace understudy;
using namespace understudy::test;
using simulator::Endpoint;
using simulator::Operation;

namespace {

const std::string service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

// A world in which every endpoint has something to answer with.
class Inhabited : public WorldDriver {
 public:
  Inhabited() {
    message = send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"MediaUrl", "https://example.com/1.png"}});
    advance(std::chrono::minutes(1));
    medium = get("/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + message + "/Media.json")
                 .at("media_list")
                 .at(0)
                 .at("sid");
    key = "SKc0ffee00c0ffee00c0ffee00c0ffee00";
    application = make("/2010-04-01/Accounts/" + std::string(account_sid) + "/Applications.json");
  }

  std::string number_sid(const std::string& number) {
    const auto listed = get("/2010-04-01/Accounts/" + std::string(account_sid) +
                            "/IncomingPhoneNumbers.json?PhoneNumber=" + percent_encode(number));
    return listed.at("incoming_phone_numbers").at(0).at("sid");
  }
  std::string make(const std::string& path) {
    return nlohmann::json::parse(ask(twilio_request("POST", path)).body).at("sid");
  }
  nlohmann::json get(const std::string& path) { return nlohmann::json::parse(ask(twilio_request("GET", path)).body); }

  std::string message;
  std::string medium;
  std::string key;
  std::string application;
};

// The endpoint's path with something that is there in each pair of braces.
std::string path_in(Inhabited& world, const Endpoint& endpoint) {
  std::string path;
  for (std::string_view rest = endpoint.path; !rest.empty();) {
    const std::size_t braces = rest.find("{}");
    path += rest.substr(0, braces);
    if (braces == std::string_view::npos) break;
    rest.remove_prefix(braces + 2);
    if (path.ends_with("/Accounts/")) {
      path += account_sid;
    } else if (path.ends_with("/Messages/")) {
      path += world.message;
    } else if (path.ends_with("/Media/")) {
      path += world.medium;
    } else if (path.ends_with("/Services/")) {
      path += service;
    } else if (path.ends_with("/Keys/")) {
      path += world.key;
    } else if (path.ends_with("/Applications/")) {
      path += world.application;
    } else {
      path += path.starts_with("/v2/") ? "+15550100001" : world.number_sid("+15550100001");
    }
  }
  return path;
}

Form form_for(Inhabited& world, Operation operation) {
  switch (operation) {
    case Operation::messages_create: return {{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}};
    case Operation::messages_update: return {{"Body", ""}};
    case Operation::services_create: return {{"FriendlyName", "Shop"}};
    case Operation::keys_create: return {{"AccountSid", account_sid}};
    case Operation::pool_add: return {{"PhoneNumberSid", world.number_sid("+15005550006")}};
    default: return {};
  }
}

Response answer_of(const Endpoint& endpoint, const std::string& extension) {
  Inhabited world;
  std::string path = path_in(world, endpoint) + extension;
  if (path == "/v1/Keys") path += "?AccountSid=" + std::string(account_sid);
  Request request = twilio_request(std::string(endpoint.method), path);
  if (endpoint.method == "POST") {
    request.headers.add("Content-Type", form_content_type);
    request.body = encode_form(form_for(world, endpoint.operation));
  }
  return world.ask(request);
}

// "201 | JSON, XML, CSV", as it was met.
std::string met(const Endpoint& endpoint) {
  std::vector<std::string> extensions{""};
  if (endpoint.path.starts_with("/2010-04-01/")) extensions = {".json", ".xml", ".csv"};
  std::string forms;
  int status = 0;
  for (const std::string& extension : extensions) {
    const Response response = answer_of(endpoint, extension);
    INFO(endpoint.method << " " << endpoint.path << extension << "\n" << response.body);
    CHECK((response.status >= 200 && response.status < 300));
    status = response.status;
    const std::string_view type = response.headers.get("Content-Type");
    if (response.body.empty()) return fmt::format("{} | no body", status);
    const std::string_view form = type == "application/json" ? "JSON" : type == "application/xml" ? "XML" : "CSV";
    forms += fmt::format("{}{}", forms.empty() ? "" : ", ", form);
  }
  return fmt::format("{} | {}", status, forms);
}

}  // namespace

TEST_CASE("the page on fidelity has every endpoint, with what it answers when all is well") {
  std::string table = "| method | path | operation | answers | in |\n|---|---|---|---|---|\n";
  for (const Endpoint& endpoint : simulator::endpoints()) {
    table += fmt::format("| {} | `{}` | `{}` | {} |\n", endpoint.method, endpoint.path, to_string(endpoint.operation),
                         met(endpoint));
  }
  check_table("fidelity.md", "the endpoints", table);
}
