#include <fstream>
#include <regex>
#include <sstream>

#include "scenarios/runner/parse.hpp"
#include "simulator/fault_table.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;

namespace {

// The ```yaml blocks of a page, or those in another language.
std::vector<std::string> blocks_of(const std::string& page, const std::string& language = "yaml") {
  std::ifstream file(std::string(UNDERSTUDY_SOURCE_DIR "/docs/") + page);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```" + language) {
      blocks.emplace_back();
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

// What a block leaves out because the page has shown it before.
std::string completed(const std::string& block) {
  if (block.starts_with("understudy:")) return block;
  const std::string top = "understudy: 1\nname: An example\n";
  if (!block.starts_with("- ")) return top + block + "steps: [{ advance: 1s }]\n";
  return top + "world: { numbers: { support: { number: \"+15550100001\" } } }\nsteps:\n" +
         "- send: { to: \"+15550100099\", from: $support, body: hi }\n  as: otp\n" + block;
}

}  // namespace

TEST_CASE("every example in the description of the language can be read") {
  auto blocks = blocks_of("scenarios.md");
  CHECK(blocks.size() >= 8);
  for (const std::string& block : blocks) {
    auto scenario = parse_scenario(completed(block), "docs/scenarios.md");
    INFO(block);
    CHECK((scenario ? "" : scenario.error().message) == "");
  }
}

TEST_CASE("every example of faults can be read, in files and by the control API") {
  const std::string top = "understudy: 1\nname: An example\nsteps: [{ advance: 1s }]\nworld:\n  faults:\n";
  const auto blocks = blocks_of("faults.md");
  CHECK(blocks.size() >= 3);
  for (const std::string& block : blocks) {
    std::string yaml = block;
    if (block.starts_with("- ")) yaml = top + std::regex_replace(block, std::regex("(^|\n)-"), "$1    -");
    const auto scenario = parse_scenario(yaml, "docs/faults.md");
    INFO(yaml);
    CHECK((scenario ? "" : scenario.error().message) == "");
  }
  auto bodies = blocks_of("faults.md", "json");
  for (const std::string& body : blocks_of("control-api.md", "json")) {
    if (body.starts_with("{\"on\"")) bodies.push_back(body);
  }
  REQUIRE(bodies.size() == 2);
  for (const std::string& body : bodies) {
    const auto fault = simulator::parse_fault(body, "body");
    CHECK((fault ? "" : fault.error().message) == "");
  }
}
