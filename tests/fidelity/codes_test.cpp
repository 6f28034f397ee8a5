#include <map>
#include <utility>

#include "simulator/world_file.hpp"
#include "tests/fidelity/provocations.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/page.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace understudy;
using namespace understudy::test;

namespace {

using As = Provocation::As;

// The codes that a provocation came to.
std::vector<int> met(const Provocation& provocation) {
  WorldDriver driver(provocation.config);
  provocation.act(driver);
  driver.advance(std::chrono::hours(1));
  std::vector<int> codes;
  const auto collect = [&](std::string_view kind, const char* member) {
    for (const auto& event : driver.events(kind)) {
      if (event.contains(member)) codes.push_back(event.at(member));
    }
  };
  switch (provocation.as) {
    case As::refusal: collect("request", "code"); break;
    case As::ending: collect("status", "error_code"); break;
    case As::alert: collect("alert", "code"); break;
  }
  return codes;
}

std::string_view words(As as) {
  switch (as) {
    case As::refusal: return "refused";
    case As::ending: return "ends with it";
    case As::alert: return "alert";
  }
  return "";
}

// Provokes each, and says by code what did.
std::map<std::string, std::vector<std::string>> provoked() {
  std::map<std::string, std::vector<std::string>> by_code;
  for (const auto& provocations : {refusals(), endings(), alerts()}) {
    for (const Provocation& provocation : provocations) {
      INFO(provocation.how);
      CHECK_THAT(met(provocation), Catch::VectorContains(provocation.code));
      by_code[std::to_string(provocation.code)].push_back(
          fmt::format("{}: {}", words(provocation.as), provocation.how));
    }
  }
  return by_code;
}

// What a rule for a destination comes to: the code of its refusal, or of its messages' end; 0 when no world has it, or
// it is none that a message is known to end with.
int on_demand(const std::string& key, const std::string& code) {
  const std::string yaml = "understudy: 1\ncarrier_rules: [{ prefix: \"+1555\", " + key + ": " + code + " }]\n";
  const auto setup = simulator::parse_world(yaml, "w.yaml");
  if (!setup) return 0;
  WorldDriver driver(setup->config);
  const Response created =
      driver.ask(create_request({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}}));
  const auto body = nlohmann::json::parse(created.body);
  if (created.status != 201) return body.at("code");
  driver.advance(std::chrono::hours(1));
  const auto ended = driver.fetch(body.at("sid"));
  return ended.at("error_message").is_null() ? 0 : ended.at("error_code").get<int>();
}

std::string joined(const std::vector<std::string>& parts) {
  return parts.empty() ? "not modelled" : fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

TEST_CASE("the page on fidelity has every code of the catalogue, with what brings it about") {
  auto by_code = provoked();
  std::string table = "| code | Twilio's words | here |\n|---|---|---|\n";
  for (const auto& row : read_csv_fixture("twilio/error_codes.csv")) {
    const std::string& code = row.at("code");
    std::vector<std::string> parts = std::exchange(by_code[code], {});
    by_code.erase(code);
    for (const char* key : {"refuse", "error_code"}) {
      if (std::to_string(on_demand(key, code)) == code) parts.push_back(fmt::format("`{}: {}`", key, code));
    }
    table += fmt::format("| {} | {} | {} |\n", code, row.at("message"), joined(parts));
  }
  for (const auto& [code, parts] : by_code)
    table += fmt::format("| {} | not in the catalogue | {} |\n", code, joined(parts));
  check_table("fidelity.md", "the codes", table);
}
