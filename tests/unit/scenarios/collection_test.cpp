#include "scenarios/runner/collection.hpp"

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::scenarios;

namespace {

void write(const std::string& path, const std::string& name) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << "understudy: 1\nname: " << name << "\nsteps: [{ advance: 1s }]\n";
}

std::vector<std::string> names(const std::vector<std::string>& paths) {
  auto loaded = load_scenarios(paths);
  if (!loaded) FAIL(loaded.error().message);
  std::vector<std::string> all;
  for (const Scenario& scenario : *loaded) all.push_back(scenario.name);
  return all;
}

}  // namespace

TEST_CASE("a folder means every scenario below it, in the order of their names") {
  test::TemporaryFolder folder;
  write(folder.path("b.yaml"), "b");
  write(folder.path("a/z.yaml"), "a/z");
  write(folder.path("a/c/x.yaml"), "a/c/x");
  write(folder.path("notes.txt"), "no scenario");
  CHECK(names({folder.path("")}) == std::vector<std::string>{"a/c/x", "a/z", "b"});
  CHECK(names({folder.path("b.yaml"), folder.path("a")}) == std::vector<std::string>{"b", "a/c/x", "a/z"});
}

TEST_CASE("what is wrong with several files is said at once") {
  test::TemporaryFolder folder;
  write(folder.path("good.yaml"), "good");
  std::ofstream(folder.path("bad.yaml")) << "understudy: 1\nname: bad\n";
  std::filesystem::create_directory(folder.path("empty"));
  auto loaded =
      load_scenarios({folder.path("bad.yaml"), folder.path("good.yaml"), folder.path("empty"), folder.path("x")});
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().code == ErrorCode::invalid_input);
  CHECK(loaded.error().message == folder.path("bad.yaml") + ":1:1: 'scenario' lacks 'steps'\n" + folder.path("empty") +
                                      ": no *.yaml in this folder\n" + folder.path("x") +
                                      ": No such file or directory");
}
