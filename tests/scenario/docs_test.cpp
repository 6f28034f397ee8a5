#include <fstream>
#include <sstream>

#include "scenarios/runner/parse.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;

namespace {

// The ```yaml blocks of a page.
std::vector<std::string> yaml_blocks(const std::string& page) {
  std::ifstream file(std::string(UNDERSTUDY_SOURCE_DIR "/docs/") + page);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```yaml") {
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
  auto blocks = yaml_blocks("scenarios.md");
  CHECK(blocks.size() >= 8);
  for (const std::string& block : blocks) {
    auto scenario = parse_scenario(completed(block), "docs/scenarios.md");
    INFO(block);
    CHECK((scenario ? "" : scenario.error().message) == "");
  }
}
