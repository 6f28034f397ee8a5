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
      "understudy_bench messages MESSAGES\n"
      "understudy_bench webhooks CONNECTIONS EACH\n"
      "understudy_bench load HOST PORT BUSY IDLE SECONDS   with the request on standard input\n",
      stderr);
  return 2;
}

// One figure a line, a name and a number, for tools/bench.py.
int rate(double per_second) {
  std::printf("per_second %.0f\n", per_second);
  return 0;
}

int messages(std::size_t most) {
  grow(most, [](std::string_view what, std::size_t size, double figure) {
    std::printf("%.*s@%zu %.3f\n", static_cast<int>(what.size()), what.data(), size, figure);
  });
  return 0;
}

int webhooks(int connections, int each) {
  const WebhookWaits waits = webhook_waits(connections, each);
  std::printf("half %.3f\nnearly_all %.3f\nwrong %d\n", waits.half, waits.nearly_all, waits.wrong);
  return 0;
}

int load(const std::vector<std::string>& arguments) {
  std::string request((std::istreambuf_iterator<char>(std::cin)), {});
  Load wanted;
  wanted.host = arguments[1];
  wanted.port = std::stoi(arguments[2]);
  wanted.request = std::move(request);
  wanted.busy = std::stoi(arguments[3]);
  wanted.idle = std::stoi(arguments[4]);
  wanted.seconds = std::stod(arguments[5]);
  const LoadReport report = understudy::bench::load(wanted);
  const auto count = [](const char* name, std::uint64_t figure) {
    std::printf("%s %llu\n", name, static_cast<unsigned long long>(figure));
  };
  count("answers", report.answers);
  count("fewest", report.fewest);
  count("most", report.most);
  count("wrong", report.wrong);
  count("idle_lost", report.idle_lost);
  std::printf("longest_wait %.6f\nlongest_idle_wait %.6f\n", report.longest_wait, report.longest_idle_wait);
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
  if (arguments.size() == 2 && arguments[0] == "messages") return messages(std::stoul(arguments[1]));
  if (arguments.size() == 3 && arguments[0] == "webhooks") {
    return webhooks(std::stoi(arguments[1]), std::stoi(arguments[2]));
  }
  if (arguments.size() == 6 && arguments[0] == "load") return load(arguments);
  return usage();
} catch (const std::exception& error) {
  std::fprintf(stderr, "understudy_bench: %s\n", error.what());
  return 1;
}
