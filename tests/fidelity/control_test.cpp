// The control API's table: each operation of its OpenAPI document is answered, and the page shows them all.
#include <set>

#include "simulator/control_table.hpp"
#include "tests/support/control_driver.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/page.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace understudy;
using namespace understudy::test;
using nlohmann::ordered_json;
using simulator::ControlOperation;

namespace {

// Worlds in which every operation has something to answer with.
struct Inhabited : ControlDriver {
  Inhabited() {
    send();
    advance("30s");
    ask("POST", "/snapshots", R"({"name": "before"})");
    ask("POST", "/faults", R"({"on": "messages.create", "nth": 9, "drop": "after"})");
    ask("POST", "/opt-outs", R"({"phone": "+15550100098", "sender": "+15005550006"})");
    world = nlohmann::json::parse(ask("POST", "/worlds").body).at("id");
  }
  std::string there(const std::string& path) const {
    std::string filled = path;
    const std::pair<std::string, std::string> known[] = {
        {"/worlds/{id}", "/worlds/" + world},
        {"/snapshots/{name}", "/snapshots/before"},
        {"/faults/{id}", "/faults/1"},
        {"/webhooks/{id}", "/webhooks/1"},
        {"/numbers/{number}", "/numbers/+15005550006"},
        {"/services/{sid}", "/services/MGc0ffee00c0ffee00c0ffee00c0ffee00"},
        {"/opt-outs/{phone}/{sender}", "/opt-outs/+15550100098/+15005550006"},
    };
    for (const auto& [pattern, text] : known) {
      if (path.starts_with(pattern)) filled = text + path.substr(pattern.size());
    }
    return filled;
  }
  std::string world;
};

ordered_json document() {
  ControlDriver control;
  const Response response = control.ask("GET", "/openapi.json");
  REQUIRE(response.status == 200);
  return ordered_json::parse(response.body);
}

}  // namespace

TEST_CASE("each operation of the control API's OpenAPI document is answered as it says") {
  const ordered_json all = document();
  REQUIRE(all.at("openapi") == "3.1.0");
  std::size_t operations = 0;
  for (const auto& [path, methods] : all.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "servers") continue;
      ++operations;
      INFO(method << " " << path);
      for (const std::string where : {"", "/worlds/default"}) {
        if (methods.contains("servers") && !where.empty()) continue;
        Inhabited control;
        std::string body;
        if (operation.contains("requestBody")) {
          const auto& content = operation.at("requestBody").at("content").at("application/json");
          body = content.at("example").dump();
        }
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        const Response response = control.ask(upper, where + control.there(path), body);
        INFO(response.body);
        CHECK(operation.at("responses").contains(std::to_string(response.status)));
        const auto& described = operation.at("responses").items().begin().value();
        const std::string type(response.headers.get("Content-Type"));
        CHECK((response.status == 204 || described.at("content").contains(type)));
      }
    }
  }
  CHECK(operations == simulator::control_operations().size());
}

TEST_CASE("what the document says that bodies are, its examples are") {
  const auto paths = document().at("paths");
  for (const auto& [path, methods] : paths.items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "servers" || !operation.contains("requestBody")) continue;
      INFO(method << " " << path);
      const auto& content = operation.at("requestBody").at("content").at("application/json");
      CHECK(violation(content.at("schema"), content.at("example")) == "");
    }
  }
}

TEST_CASE("each operation has a name of its own, and each place in its path is a parameter") {
  std::set<std::string> names;
  const auto paths = document().at("paths");
  for (const auto& [path, methods] : paths.items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "servers") continue;
      INFO(method << " " << path);
      CHECK(names.insert(operation.at("operationId")).second);
      for (const auto& parameter : operation.at("parameters")) {
        const bool in_path = path.find("{" + parameter.at("name").get<std::string>() + "}") != std::string::npos;
        CHECK(in_path == (parameter.at("in") == "path"));
      }
    }
  }
}

TEST_CASE("where there is one world only, its document and what it says of unknown paths know none of several") {
  VirtualExecutor executor{new_year};
  LocalTransport network{executor};
  simulator::SimulatedTwilio twilio(executor, network, {});
  const Response described = exchange(executor, twilio, ControlDriver::request("GET", "/openapi.json")).value();
  CHECK_FALSE(nlohmann::json::parse(described.body).at("paths").contains("/worlds"));
  const Response unknown = exchange(executor, twilio, ControlDriver::request("GET", "/worlds")).value();
  CHECK(unknown.status == 404);
  CHECK_THAT(unknown.body, !Catch::Contains("/_understudy/v1/worlds,"));
}

TEST_CASE("a path that is none is told all that there are") {
  ControlDriver control;
  const Response response = control.ask("GET", "/world");
  REQUIRE(response.status == 404);
  for (const ControlOperation& operation : simulator::control_operations()) {
    CHECK_THAT(control.complaint(response),
               Catch::Contains(fmt::format("{} /_understudy/v1{}", operation.method, operation.path)));
  }
}

TEST_CASE("a parameter that an operation does not have is 400, and names what was meant") {
  ControlDriver control;
  const auto [path, complaint] = GENERATE(table<std::string, std::string>({
      {"/journal?kid=status", "kid: there is no such parameter; did you mean 'kind'?"},
      {"/clock?after=1", "after: /clock takes no parameters"},
  }));
  const Response response = control.ask("GET", path);
  CHECK(response.status == 400);
  CHECK(control.complaint(response) == complaint);
}

TEST_CASE("the page on the control API has every operation") {
  std::string table = "| method and path | does |\n|---|---|\n";
  for (const ControlOperation& operation : simulator::control_operations()) {
    std::string query;
    for (const auto& parameter : operation.query) {
      query += fmt::format("{}`?{}={}`", query.empty() ? "; " : ", ", parameter.name, parameter.example);
    }
    table += fmt::format("| `{} {}` | {}{} |\n", operation.method, operation.path.substr(1), operation.does, query);
  }
  check_table("control-api.md", "the operations", table);
}
