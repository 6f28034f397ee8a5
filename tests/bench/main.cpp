#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/bench/measures.hpp"

namespace {

using namespace understudy::bench;

int usage() {
  std::fputs(
      "understudy_bench lifecycles MESSAGES RATE\n"
      "understudy_bench signing-and-parsing MESSAGES\n"
      "understudy_bench load HOST PORT CONNECTIONS SECONDS   with the request on standard input\n",
      stderr);
  return 2;
}

// One figure a line, a name and a number, for tools/bench.py.
int rate(double per_second) {
  std::printf("per_second %.0f\n", per_second);
  return 0;
}

int load(const std::vector<std::string>& arguments) {
  std::string request((std::istreambuf_iterator<char>(std::cin)), {});
  LoadReport report = understudy::bench::load(arguments[1], std::stoi(arguments[2]), request, std::stoi(arguments[3]),
                                              std::stod(arguments[4]));
  std::printf("answers %llu\nfewest %llu\nmost %llu\nwrong %llu\nlongest_wait %.6f\n",
              static_cast<unsigned long long>(report.answers), static_cast<unsigned long long>(report.fewest),
              static_cast<unsigned long long>(report.most), static_cast<unsigned long long>(report.wrong),
              report.longest_wait);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 3 && arguments[0] == "lifecycles") {
    return rate(lifecycles_per_second(std::stoi(arguments[1]), std::stoi(arguments[2])));
  }
  if (arguments.size() == 2 && arguments[0] == "signing-and-parsing") {
    return rate(signing_and_parsing_per_second(std::stoi(arguments[1])));
  }
  if (arguments.size() == 5 && arguments[0] == "load") return load(arguments);
  return usage();
} catch (const std::exception& error) {
  std::fprintf(stderr, "understudy_bench: %s\n", error.what());
  return 1;
}
