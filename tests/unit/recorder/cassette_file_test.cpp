#include "recorder/cassette_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace understudy::recorder {
namespace {

TEST_CASE("a cassette file is there with its head at once, and grows piece by piece") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  auto file = CassetteFile::create(path, "head\n", false);
  REQUIRE(file);
  REQUIRE(test::read_file(path) == "head\n");
  file->append("one\n");
  REQUIRE(test::read_file(path) == "head\none\n");
  file->append("two\n");
  REQUIRE(test::read_file(path) == "head\none\ntwo\n");
  REQUIRE_FALSE(file->failed());
  REQUIRE(folder.files() == 1);
}

TEST_CASE("a cassette that is there already is left alone unless it may be overwritten") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  std::ofstream(path) << "old\n";
  const auto refused = CassetteFile::create(path, "head\n", false);
  REQUIRE_FALSE(refused);
  REQUIRE(refused.error().code == ErrorCode::configuration);
  REQUIRE(refused.error().message ==
          "the cassette " + path + " exists already: name another, or say that it may be overwritten");
  REQUIRE(test::read_file(path) == "old\n");
  REQUIRE(CassetteFile::create(path, "head\n", true));
  REQUIRE(test::read_file(path) == "head\n");
}

TEST_CASE("a cassette that cannot be written is an error at once, and leaves nothing behind") {
  const test::TemporaryFolder folder;
  const auto file = CassetteFile::create(folder.path("missing/tape.yaml"), "head\n", false);
  REQUIRE_FALSE(file);
  REQUIRE(file.error().code == ErrorCode::configuration);
  REQUIRE(file.error().message ==
          "cannot write the cassette " + folder.path("missing/tape.yaml") + ": No such file or directory");
  std::filesystem::create_directory(folder.path("folder"));
  REQUIRE_FALSE(CassetteFile::create(folder.path("folder"), "head\n", true));
  REQUIRE(folder.files() == 1);
}

TEST_CASE("where the disk is full the file ends with its last whole piece, and takes no more") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("tape.yaml");
  auto file = CassetteFile::create(path, "head\n", false);
  const test::FileSizeLimit limit(1024);
  file->append("one\n");
  file->append(std::string(5'000, 'x') + "\n");
  REQUIRE(file->failed());
  REQUIRE(file->failed()->message == "cannot write the cassette " + path + ": File too large");
  file->append("three\n");
  REQUIRE(test::read_file(path) == "head\none\n");
}

}  // namespace
}  // namespace understudy::recorder
