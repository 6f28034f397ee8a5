#include "simulator/connection_overrides.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using simulator::ConnectionOverrides;
using simulator::read_overrides;

namespace {
const std::string url = "https://app.example/cb?rc=4";
}

TEST_CASE("a fragment says how long and how often an app is tried") {
  const auto read = read_overrides(url + "#rc=3&rp=5xx,rt&ct=2000&rt=100&tt=15000&sni=n&e=dublin,tokyo");
  REQUIRE(read.complaints.empty());
  REQUIRE(read.overrides.retries == 3);
  REQUIRE(read.overrides.policy == ConnectionOverrides::Policy{false, true, false, true});
  REQUIRE(read.overrides.connect_timeout == 2s);
  REQUIRE(read.overrides.read_timeout == 100ms);
  REQUIRE(read.overrides.total_time == 15s);
  REQUIRE_FALSE(read.overrides.check_name);
  REQUIRE(read.overrides.edges == std::vector<std::string>{"dublin", "tokyo"});
  REQUIRE(read_overrides(url + "#rp=all").overrides.policy == ConnectionOverrides::Policy{true, true, true, true});
}

TEST_CASE("without such a fragment there is one retry when nobody can be connected to") {
  const auto fragment = GENERATE("", "#", "#section-2", "#page=3&x");
  const auto read = read_overrides(url + fragment);
  REQUIRE(read.complaints.empty());
  REQUIRE(read.overrides == ConnectionOverrides{});
  REQUIRE(read.overrides.retries == 1);
  REQUIRE(read.overrides.policy == ConnectionOverrides::Policy{false, false, true, false});
}

TEST_CASE("a value out of range is complained about, and the others count") {
  struct Case {
    const char* fragment;
    int code;
  };
  const auto [fragment, code] = GENERATE(
      Case{"rc=6", 11243}, Case{"rc=-1", 11243}, Case{"rc=two", 11243}, Case{"rp=3xx", 11243}, Case{"rp=ct,", 11243},
      Case{"e=atlantis", 11240}, Case{"e=roaming", 11241}, Case{"e=ashburn-ix", 11242}, Case{"ct=99", 11321},
      Case{"ct=10001", 11321}, Case{"rt=15001", 11321}, Case{"tt=5s", 11321}, Case{"sni=maybe", 11321});
  const auto read = read_overrides(url + "#" + fragment + "&rt=1234");
  INFO(fragment);
  REQUIRE(read.complaints.size() == 1);
  REQUIRE(read.complaints[0].code == code);
  ConnectionOverrides expected;
  expected.read_timeout = 1234ms;
  REQUIRE(read.overrides == expected);
}
