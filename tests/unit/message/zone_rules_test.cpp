#include "core/message/zone_rules.hpp"

#include <cstdlib>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;

const ZoneRules& rules_of(const char* name) {
  static std::map<std::string, ZoneRules> known;
  auto found = known.find(name);
  if (found == known.end()) found = known.emplace(name, ZoneRules::of(name).value()).first;
  return found->second;
}

// The C library reads the same files by code of its own.
class LibcZone {
 public:
  explicit LibcZone(const char* name) {
    if (const char* zone = std::getenv("TZ")) before_ = zone;
    setenv("TZ", name, 1);
    tzset();
  }
  LibcZone(const LibcZone&) = delete;
  LibcZone& operator=(const LibcZone&) = delete;
  ~LibcZone() {
    before_ ? setenv("TZ", before_->c_str(), 1) : unsetenv("TZ");
    tzset();
  }
  static Duration offset(TimePoint at) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    std::tm local{};
    localtime_r(&seconds, &local);
    return std::chrono::seconds(local.tm_gmtoff);
  }

 private:
  std::optional<std::string> before_;
};

TEST_CASE("a zone's clocks are moved in spring and in autumn") {
  const ZoneRules& berlin = rules_of("Europe/Berlin");
  const TimePoint spring = sys_days(year(2026) / 3 / 29) + 1h;
  const TimePoint autumn = sys_days(year(2026) / 10 / 25) + 1h;
  CHECK(berlin.at(spring - 1us).offset == 1h);
  CHECK(berlin.at(spring - 1us).until == spring);
  CHECK(berlin.at(spring).offset == 2h);
  CHECK(berlin.at(spring).until == autumn);
  CHECK(berlin.at(autumn).offset == 1h);
  CHECK(berlin.at(spring).local(spring) == sys_days(year(2026) / 3 / 29) + 3h);
}

TEST_CASE("a zone that moves no clocks stays as it is") {
  const auto stretch = rules_of("Asia/Kolkata").at(sys_days(year(2026) / 1 / 1));
  CHECK(stretch.offset == 5h + 30min);
  CHECK(stretch.until > sys_days(year(9999) / 1 / 1));
}

TEST_CASE("a zone that there is not is named") {
  const auto name = GENERATE(as<std::string>{}, "Europe/Atlantis", "", "europe/berlin", "../../../etc/passwd",
                             "zone.tab", "tzdata.zi", "posixrules", "Europe");
  const auto zone = ZoneRules::of(name);
  REQUIRE_FALSE(zone);
  CHECK(zone.error().code == ErrorCode::configuration);
  CHECK(zone.error().message == "there is no time zone \"" + name + "\"; one is named like Europe/Berlin");
}

TEST_CASE("the system's time zones are fit for use") { CHECK(time_zone_trouble() == std::nullopt); }

TEST_CASE("zones agree with the C library") {
  rc::prop("at any instant until 2037", [] {
    const char* name =
        *rc::gen::element("America/New_York", "America/St_Johns", "Europe/London", "Africa/Casablanca", "Asia/Tehran",
                          "Australia/Lord_Howe", "Pacific/Apia", "America/Santiago", "Europe/Dublin", "Asia/Gaza");
    const auto end = std::chrono::floor<std::chrono::seconds>(TimePoint(sys_days(year(2037) / 12 / 1)));
    const TimePoint at{std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, end.time_since_epoch().count()))};
    const LibcZone libc(name);
    const auto stretch = rules_of(name).at(at);
    RC_ASSERT(stretch.offset == LibcZone::offset(at));
    RC_ASSERT(stretch.until > at);
    RC_ASSERT(stretch.offset == LibcZone::offset(stretch.until - 1s) || stretch.until > end);
  });
}

}  // namespace
}  // namespace understudy
