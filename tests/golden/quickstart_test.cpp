#include <cstdlib>
#include <fstream>
#include <iterator>

#include "scenarios/runner/parse.hpp"
#include "scenarios/runner/run.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;

namespace {

const std::string folder = UNDERSTUDY_SOURCE_DIR "/tests/golden/";

std::string read(const std::string& name) {
  std::ifstream file(folder + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string& name, const std::string& text) { std::ofstream(folder + name, std::ios::binary) << text; }

std::string text_of(const Journal& journal) {
  std::string text;
  for (const auto& event : journal.events()) text.append(event.line).append("\n");
  return text;
}

// The first line that differs says more than two whole files.
std::string first_different_line(const std::string& expected, const std::string& actual) {
  auto [left, right] = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  if (left == expected.end() && right == actual.end()) return {};
  auto line_at = [](const std::string& text, std::size_t at) {
    std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
  };
  return "expected " + line_at(expected, static_cast<std::size_t>(left - expected.begin())) + "\nactual   " +
         line_at(actual, static_cast<std::size_t>(right - actual.begin()));
}

}  // namespace

// Renewed by `UNDERSTUDY_UPDATE_GOLDEN=1 understudy_tests [golden]`; the diff is then read.
TEST_CASE("the quickstart is the same run on every compiler", "[golden]") {
  auto scenario = load_scenario(UNDERSTUDY_SOURCE_DIR "/scenarios/quickstart.yaml");
  REQUIRE(scenario);
  auto report = run(*scenario, scenario->seed, in_memory());
  REQUIRE(report);
  REQUIRE(report->failures == std::vector<std::string>{});
  if (std::getenv("UNDERSTUDY_UPDATE_GOLDEN")) {
    write("quickstart.journal", text_of(report->journal));
    write("quickstart.digest", report->digest + "\n");
  }
  CHECK(first_different_line(read("quickstart.journal"), text_of(report->journal)) == "");
  CHECK(read("quickstart.digest") == report->digest + "\n");
}
