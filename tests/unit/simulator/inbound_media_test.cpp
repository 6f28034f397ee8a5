#include "tests/support/media_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::InboundText;
using simulator::MediaSource;
using Lines = std::vector<std::string>;

namespace {

const std::string phone = "+15550100099";
const std::string number = "+15550100003";
const std::string cat = "http://app.localhost/cat.png";
const Response png(200, "image/png", "meow");

simulator::WorldConfig listening() {
  simulator::WorldConfig config;
  config.numbers.push_back({number, "http://app.localhost/sms"});
  return config;
}

InboundText picture(std::vector<MediaSource> media) { return {phone, number, "", std::move(media)}; }

}  // namespace

TEST_CASE("media of a text are numbered, and found where the API has them") {
  MediaDriver driver(listening());
  const auto sid = driver.text_in(picture({{"https://example.com/cat.png"}, {"", "text/vcard", "BEGIN:VCARD"}}));
  REQUIRE(is_sid(sid->text(), "MM"));
  const Form form = decode_form(driver.webhooks.at(0).body);
  CHECK(form.get("NumMedia") == "2");
  CHECK(form.get("MediaContentType0") == "image/png");
  CHECK(form.get("MediaContentType1") == "text/vcard");
  const Lines sids = driver.sids(sid->text());
  REQUIRE(sids.size() == 2);
  CHECK(form.get("MediaUrl1") == "https://api.twilio.com" + driver.media_path(sid->text()) + "/" + sids[1]);
  CHECK(driver.download(sid->text(), sids[1]).body == "BEGIN:VCARD");
}

TEST_CASE("media URLs in webhooks lead to where the API is said to be") {
  simulator::WorldConfig config = listening();
  if (GENERATE(true, false)) config.public_url = "https://tunnel.test:8443";
  MediaDriver driver(config);
  driver.world.served_at("http://127.0.0.1:8080");
  driver.text_in(picture({{"https://example.com/cat.png"}}));
  const std::string origin = config.public_url.value_or("http://127.0.0.1:8080");
  CHECK_THAT(std::string(decode_form(driver.webhooks.at(0).body).get("MediaUrl0")),
             Catch::StartsWith(origin + "/2010-04-01/Accounts/"));
}

TEST_CASE("a text is received when its media have been fetched, as they are") {
  MediaDriver driver(listening());
  driver.files.emplace(cat, Response(200, "application/x-anything", "meow"));
  const auto sid = driver.text_in(picture({{cat}}));
  CHECK(driver.asked() == Lines{"GET " + cat});
  CHECK(driver.status(sid->text()) == "received");
  CHECK(decode_form(driver.webhooks.back().body).get("MediaContentType0") == "application/x-anything");
  CHECK(driver.download(sid->text(), driver.sids(sid->text()).at(0)).body == "meow");
}

TEST_CASE("until its media are there a text is being received") {
  MediaDriver driver(listening());
  const auto sid = driver.world.text_in(picture({{cat}}), driver.now);
  const auto deliveries = driver.world.take_deliveries();
  REQUIRE(deliveries.size() == 1);
  CHECK_FALSE(deliveries[0].is_webhook());
  CHECK(driver.status(sid->text()) == "receiving");
  CHECK(driver.events("callback").empty());
  driver.world.delivered(deliveries[0].id, png, driver.now + 2s);
  CHECK(driver.status(sid->text()) == "received");
  CHECK(driver.events("callback").size() == 1);
}

TEST_CASE("a text arrives without the media that cannot be fetched") {
  MediaDriver driver(listening());
  driver.files.emplace(cat, png);
  const auto sid = driver.text_in(picture({{"http://app.localhost/gone.png"}, {cat}}));
  CHECK(decode_form(driver.webhooks.back().body).get("NumMedia") == "1");
  CHECK(driver.fetch(sid->text()).at("num_media") == "1");
  CHECK(driver.events("alert").at(0).at("code") == 11200);
}

TEST_CASE("what a text brought can be sent on by its URL") {
  MediaDriver driver(listening());
  driver.text_in(picture({{"", "image/png", "meow"}}));
  const std::string url(decode_form(driver.webhooks.at(0).body).get("MediaUrl0"));
  const std::string sid = driver.send_media({url});
  driver.advance(10s);
  CHECK(driver.asked().empty());
  CHECK(driver.download(sid, driver.sids(sid).at(0)).body == "meow");
}

TEST_CASE("media that are no URL are no text") {
  MediaDriver driver(listening());
  const auto sid = driver.text_in(picture({{"cat.png"}}));
  REQUIRE_FALSE(sid);
  CHECK_THAT(sid.error().message, Catch::Contains("media: wants URLs") && Catch::Contains("\"cat.png\""));
}
