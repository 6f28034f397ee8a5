#include "simulator/world_file.hpp"
#include "tests/support/page.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace understudy;

TEST_CASE("the page on fidelity has every switch, with what is usual") {
  const auto schema = nlohmann::ordered_json::parse(simulator::world_schema());
  std::string table = "| switch | what it decides | usual |\n|---|---|---|\n";
  for (const char* group : {"switches", "webhooks"}) {
    for (const auto& [name, property] : schema.at("properties").at(group).at("properties").items()) {
      const auto& usual = property.at("default");
      table += fmt::format("| `{}.{}` | {} | `{}` |\n", group, name, property.at("description").get<std::string>(),
                           usual.is_string() ? usual.get<std::string>() : usual.dump());
    }
  }
  test::check_table("fidelity.md", "the switches", table);
}
