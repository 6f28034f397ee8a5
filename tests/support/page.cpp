#include "tests/support/page.hpp"

#include <cstdlib>
#include <fstream>

#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace understudy::test {

void check_table(const std::string& page, const std::string& title, const std::string& table) {
  const std::string path = UNDERSTUDY_SOURCE_DIR "/docs/" + page;
  const std::string begin = "<!-- " + title + ", written by a test -->\n";
  std::string text = read_file(path);
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  const std::size_t end = text.find("\n\n", from);
  const std::size_t to = end == std::string::npos ? text.size() : end + 1;
  if (std::getenv("UNDERSTUDY_UPDATE_GOLDEN")) {
    text.replace(from, to - from, begin + table);
    std::ofstream(path) << text;
    return;
  }
  CHECK(text.substr(from, to - from) == begin + table);
}

}  // namespace understudy::test
