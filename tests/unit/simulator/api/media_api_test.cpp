#include "tests/support/media_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string none = "ME00000000000000000000000000000000";

// A message that has arrived, with three placeholders.
struct Delivered {
  explicit Delivered(simulator::WorldConfig config = {}) : driver(std::move(config)) {
    sid = driver.send_media({"https://example.com/a.png", "https://example.com/b.gif", "https://example.com/c"});
    driver.advance(10s);
    media = driver.sids(sid);
    path = driver.media_path(sid);
  }
  MediaDriver driver;
  std::string sid;
  std::vector<std::string> media;
  std::string path;
};

json body_of(const Response& response) { return json::parse(response.body); }

int status_without_credentials(WorldDriver& driver, const std::string& path) {
  return driver.ask(Request("GET", std::string(twilio_origin) + path)).status;
}

}  // namespace

TEST_CASE("a medium is described with its message, its type and its dates") {
  Delivered world;
  REQUIRE(world.media.size() == 3);
  const json medium = body_of(world.driver.get(world.path + "/" + world.media[1] + ".json"));
  const std::string created = medium.at("date_created");
  CHECK(medium == json{{"sid", world.media[1]},
                       {"account_sid", account_sid},
                       {"parent_sid", world.sid},
                       {"content_type", "image/gif"},
                       {"date_created", created},
                       {"date_updated", created},
                       {"uri", world.path + "/" + world.media[1] + ".json"}});
  CHECK(is_sid(world.media[1], "ME"));
  CHECK_THAT(created, Catch::StartsWith("Thu, 01 Jan 2026 09:00:0"));
}

TEST_CASE("media are listed by pages, with the envelope of the 2010 API") {
  Delivered world;
  const json page = world.driver.list(world.sid, "?PageSize=2&Page=1");
  CHECK(page.at("media_list").size() == 1);
  CHECK(page.at("media_list")[0].at("sid") == world.media[2]);
  CHECK(page.at("start") == 2);
  CHECK(page.at("end") == 2);
  CHECK(page.at("page_size") == 2);
  CHECK(page.at("uri") == world.path + ".json?PageSize=2&Page=1");
  CHECK(page.at("previous_page_uri") == world.path + ".json?PageSize=2&Page=0");
  CHECK(page.at("next_page_uri").is_null());
}

TEST_CASE("media are listed by the date of their creation, and the URIs say so") {
  Delivered world;
  const auto count = [&](const std::string& query) {
    return world.driver.list(world.sid, query).at("media_list").size();
  };
  CHECK(count("?DateCreated=2026-01-01") == 3);
  CHECK(count("?DateCreated=2026-01-02") == 0);
  CHECK(count("?DateCreated%3E=2026-01-02") == 0);
  CHECK(count("?DateCreated%3C=2025-12-31") == 0);
  CHECK(count("?DateCreated<=2026-01-01&DateCreated>=2026-01-01") == 3);
  CHECK(world.driver.list(world.sid, "?DateCreated%3E=2026-01-01").at("first_page_uri") ==
        world.path + ".json?DateCreated%3E=2026-01-01&PageSize=50&Page=0");
  CHECK(body_of(world.driver.get(world.path + ".json?DateCreated=soon")).at("code") == 20422);
}

TEST_CASE("media in XML are named for what they are") {
  Delivered world;
  const std::string one = world.driver.get(world.path + "/" + world.media[0] + ".xml").body;
  CHECK_THAT(one, Catch::Contains("<TwilioResponse><Media><Sid>" + world.media[0] + "</Sid>"));
  CHECK_THAT(one, Catch::Contains("<ParentSid>" + world.sid + "</ParentSid>"));
  const std::string all = world.driver.get(world.path + ".xml").body;
  CHECK_THAT(all, Catch::Contains("<MediaList firstpageuri=\"" + world.path + "?"));
  CHECK_THAT(all, Catch::Contains("<Media><Sid>" + world.media[2] + "</Sid>"));
}

TEST_CASE("without an extension a medium is a redirect to its bytes, whose URL holds for four hours and as it is") {
  Delivered world;
  const Response moved = world.driver.get(world.path + "/" + world.media[0]);
  REQUIRE(moved.status == 302);
  CHECK(moved.body.empty());
  const std::string location(moved.headers.get("Location"));
  CHECK_THAT(location, Catch::StartsWith(std::string(twilio_origin) + "/mms.twiliocdn.com/"));
  const auto status = [&](const std::string& url) { return world.driver.ask(Request("GET", url)).status; };
  CHECK(status(location) == 200);  // whoever has the URL needs no credentials
  const auto expires = location.find("Expires=") + 8;
  CHECK(status(location.substr(0, expires) + "9" + location.substr(expires)) == 403);
  CHECK(status(location.substr(0, location.find('?'))) == 403);
  world.driver.advance(4h);
  CHECK(status(location) == 200);
  world.driver.advance(1s);
  CHECK(status(location) == 403);
}

TEST_CASE("media are for those with credentials, unless the bytes are for everyone") {
  simulator::WorldConfig config;
  config.switches.media_without_credentials = GENERATE(false, true);
  Delivered world(config);
  const std::string medium = world.path + "/" + world.media[0];
  CHECK(status_without_credentials(world.driver, medium) == (config.switches.media_without_credentials ? 302 : 401));
  CHECK(status_without_credentials(world.driver, medium + ".json") == 401);
  CHECK(status_without_credentials(world.driver, world.path + ".json") == 401);
}

TEST_CASE("a medium that is deleted is gone, and its message still says how many came with it") {
  Delivered world;
  const std::string medium = world.path + "/" + world.media[0];
  const std::string location(world.driver.get(medium).headers.get("Location"));
  CHECK(world.driver.ask(twilio_request("DELETE", medium + ".json")).status == 204);
  for (const std::string& path : {medium + ".json", medium}) CHECK(world.driver.get(path).status == 404);
  CHECK(body_of(world.driver.get(medium + ".json")).at("code") == 20404);
  CHECK(world.driver.ask(Request("GET", location)).status == 404);
  CHECK(world.driver.ask(twilio_request("DELETE", medium + ".json")).status == 404);
  CHECK(world.driver.sids(world.sid) == std::vector{world.media[1], world.media[2]});
  CHECK(world.driver.fetch(world.sid).at("num_media") == "3");
}

TEST_CASE("the media of a message go with it, and stay when its body is redacted") {
  Delivered world;
  Request redact =
      twilio_request("POST", "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + world.sid + ".json");
  redact.headers.add("Content-Type", std::string(form_content_type));
  redact.body = "Body=";
  REQUIRE(world.driver.ask(redact).status == 200);
  CHECK(world.driver.sids(world.sid).size() == 3);
  const std::string location(world.driver.get(world.path + "/" + world.media[0]).headers.get("Location"));
  redact.method = "DELETE";
  REQUIRE(world.driver.ask(redact).status == 204);
  CHECK(world.driver.get(world.path + ".json").status == 404);
  CHECK(world.driver.ask(Request("GET", location)).status == 404);
}

TEST_CASE("media that are not there, or with another message, are 404") {
  Delivered world;
  const std::string other = world.driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  for (const std::string& path :
       {world.path + "/" + none + ".json", world.driver.media_path(other) + "/" + world.media[0] + ".json",
        world.driver.media_path("MM00000000000000000000000000000000") + ".json"}) {
    INFO(path);
    const Response response = world.driver.get(path);
    CHECK(response.status == 404);
    CHECK(body_of(response).at("message") == "The requested resource " + path + " was not found");
  }
  CHECK(world.driver.list(other).at("media_list").empty());
}

TEST_CASE("beyond the bytes that a world keeps, its oldest media are gone as if deleted") {
  simulator::WorldConfig config;
  config.media_bytes_max = 10;
  MediaDriver driver(config);
  const auto text = [&](const std::string& bytes) {
    return driver.text_in({"+15550100099", "+15550100001", "", {{"", "image/png", bytes}}})->text();
  };
  const std::string first = text("123456");
  const std::string path = driver.media_path(first) + "/" + driver.sids(first).at(0) + ".json";
  CHECK(driver.get(path).status == 200);
  const std::string second = text("123456");
  CHECK(driver.get(path).status == 404);
  CHECK(driver.sids(second).size() == 1);
}
