#include "tests/support/media_driver.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using simulator::FetchMedia;
using Lines = std::vector<std::string>;

namespace {

const std::string cat = "http://app.localhost/cat.png";
const Response png(200, "image/png", "meow");

Response file_of(std::string type, std::size_t size) { return Response(200, std::move(type), std::string(size, 'x')); }

Response moved_to(std::string location) {
  Response response(302);
  response.headers.add("Location", std::move(location));
  return response;
}

simulator::WorldConfig fetching(FetchMedia which) {
  simulator::WorldConfig config;
  config.fetch_media = which;
  return config;
}

}  // namespace

TEST_CASE("media on this machine are asked for before the message is handed over, and are what was there") {
  MediaDriver driver;
  driver.files.emplace(cat, png);
  const std::string sid = driver.send_media({cat});
  CHECK(driver.asked().empty());  // the answer to the create comes first
  CHECK(driver.list(sid).at("media_list").empty());
  driver.advance(10s);
  CHECK(driver.asked() == Lines{"HEAD " + cat, "GET " + cat});
  CHECK(driver.webhooks[1].headers.get("User-Agent") == "TwilioProxy/1.1");
  CHECK(driver.status(sid) == "delivered");
  const auto media = driver.list(sid).at("media_list");
  REQUIRE(media.size() == 1);
  CHECK(media[0].at("content_type") == "image/png");
  const Response bytes = driver.download(sid, media[0].at("sid"));
  CHECK(bytes.status == 200);
  CHECK(bytes.headers.get("Content-Type") == "image/png");
  CHECK(bytes.body == "meow");
}

TEST_CASE("several media are asked for one after the other, in their order") {
  MediaDriver driver;
  const std::string dog = "http://127.0.0.1:8000/dog.jpg?size=2";
  driver.files.emplace(cat, png);
  driver.files.emplace(dog, file_of("image/jpeg; x=1", 3));
  const std::string sid = driver.send_media({cat, "https://example.com/between.gif", dog});
  driver.advance(10s);
  CHECK(driver.asked() == Lines{"HEAD " + cat, "GET " + cat, "HEAD " + dog, "GET " + dog});
  Lines types;
  const auto page = driver.list(sid);
  for (const auto& medium : page.at("media_list")) types.push_back(medium.at("content_type"));
  CHECK(types == Lines{"image/png", "image/gif", "image/jpeg"});
}

TEST_CASE("other media are a small picture of the type that their ending speaks of") {
  MediaDriver driver;
  const std::string sid = driver.send_media({"https://example.com/cat.gif"});
  driver.advance(10s);
  CHECK(driver.asked().empty());
  CHECK(driver.status(sid) == "delivered");
  const Response bytes = driver.download(sid, driver.sids(sid).at(0));
  CHECK(bytes.headers.get("Content-Type") == "image/gif");
  CHECK(bytes.body.starts_with("GIF89a"));
}

TEST_CASE("a world fetches all media or none if it is told so") {
  const auto [which, url, times] =
      GENERATE(table<FetchMedia, std::string, std::size_t>({{FetchMedia::always, "https://example.com/cat.png", 2},
                                                            {FetchMedia::never, "http://app.localhost/cat.png", 0}}));
  MediaDriver driver(fetching(which));
  driver.files.emplace(url, png);
  const std::string sid = driver.send_media({url});
  driver.advance(10s);
  CHECK(driver.asked().size() == times);
  CHECK(driver.sids(sid).size() == 1);
}

TEST_CASE("media that cannot be had let the message fail") {
  struct Case {
    const char* name;
    Result<Response> file;
    int code;
  };
  const auto wrong = GENERATE(Case{"nothing there", Response(404), 11200}, Case{"an error", Response(500), 11200},
                              Case{"no answer", failure(ErrorCode::connection_lost, ""), 11200},
                              Case{"no time", failure(ErrorCode::timeout, ""), 11200},
                              Case{"a page", file_of("text/html", 3), 12300}, Case{"of no type", Response(200), 12300},
                              Case{"too large", file_of("image/png", 5 * 1024 * 1024 + 1), 11751});
  INFO(wrong.name);
  MediaDriver driver;
  driver.files.emplace(cat, wrong.file);
  const std::string sid = driver.send_media({cat}, {{"StatusCallback", "http://app.localhost/status"}});
  driver.advance(10s);
  const auto message = driver.fetch(sid);
  CHECK(message.at("status") == "failed");
  CHECK(message.at("error_code") == wrong.code);
  CHECK(message.at("num_media") == "1");
  CHECK(decode_form(driver.webhooks.back().body).get("MessageStatus") == "failed");
  CHECK(driver.events("alert").back().at("code") == wrong.code);
  CHECK(driver.sids(sid).empty());
}

TEST_CASE("5 MB are for all media of a message and its body together") {
  MediaDriver driver;
  const std::size_t half = 5 * 1024 * 1024 / 2;
  driver.files.emplace(cat, file_of("image/png", half));
  const std::string fits = driver.send_media({cat, cat});
  const std::string does_not = driver.send_media({cat, cat}, {{"Body", "!"}});
  driver.advance(10s);
  CHECK(driver.status(fits) == "delivered");
  CHECK(driver.fetch(does_not).at("error_code") == 11751);
}

TEST_CASE("a carrier takes 500 KB of what cannot be made smaller") {
  const auto [type, size, code] = GENERATE(table<std::string, std::size_t, int>(
      {{"video/mp4", 500 * 1024, 0}, {"video/mp4", 500 * 1024 + 1, 30019}, {"image/png", 500 * 1024 + 1, 0}}));
  MediaDriver driver;
  driver.files.emplace(cat, file_of(type, size));
  const std::string sid = driver.send_media({cat});
  driver.advance(10s);
  const auto message = driver.fetch(sid);
  CHECK(message.at("status") == (code == 0 ? "delivered" : "undelivered"));
  CHECK(message.at("error_code") == (code == 0 ? nlohmann::json() : nlohmann::json(code)));
}

TEST_CASE("what a HEAD says of the type is enough, and an app that answers none is asked all the same") {
  MediaDriver driver;
  Response answer = GENERATE(file_of("text/html", 1), Response(501), Response(405));
  driver.app = [&](const Request& request) { return request.method == "HEAD" ? answer : png; };
  const std::string sid = driver.send_media({cat});
  driver.advance(10s);
  CHECK(driver.status(sid) == (answer.status == 200 ? "failed" : "delivered"));
  CHECK(driver.asked().size() == (answer.status == 200 ? 1 : 2));
}

TEST_CASE("redirects to media are followed, though not off this machine") {
  MediaDriver driver;
  const std::string other = GENERATE("http://app.localhost/elsewhere", "https://example.com/elsewhere");
  driver.files.emplace(cat, moved_to(other));
  driver.files.emplace(other, file_of("image/gif", 1));
  const std::string sid = driver.send_media({cat});
  driver.advance(10s);
  const bool local = other.starts_with("http:");
  CHECK(driver.asked() ==
        (local ? Lines{"HEAD " + cat, "GET " + cat, "GET " + other} : Lines{"HEAD " + cat, "GET " + cat}));
  CHECK(driver.status(sid) == "delivered");
  CHECK(driver.list(sid).at("media_list")[0].at("content_type") == (local ? "image/gif" : "image/png"));
}

TEST_CASE("credentials in a media URL are for who asks for them, and not for the journal") {
  MediaDriver driver;
  driver.app = [](const Request& request) {
    if (request.headers.find("Authorization")) return png;
    Response refusal(401);
    refusal.headers.add("WWW-Authenticate", "Basic realm=\"cats\"");
    return refusal;
  };
  const std::string sid = driver.send_media({"http://me:hush@app.localhost/cat.png"});
  driver.advance(10s);
  CHECK(driver.status(sid) == "delivered");
  CHECK(driver.webhooks.back().headers.get("Authorization") == basic("me", "hush"));
  for (const auto& event : driver.world.journal().events()) CHECK(event.line.find("hush") == std::string::npos);
}

TEST_CASE("a message that fails before it is handed over never asks for its media") {
  MediaDriver driver;
  driver.files.emplace(cat, png);
  driver.text_in({"+15550100099", "+15550100001", "STOP", {}});
  const std::string sid =
      driver.send_media({cat}, {{"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"}, {"Body", "hi"}});
  driver.advance(10s);
  CHECK(driver.fetch(sid).at("error_code") == 21610);
  CHECK(driver.asked().empty());
}

TEST_CASE("media of TwiML replies go the same way") {
  simulator::WorldConfig config;
  config.numbers.push_back({"+15550100003", "http://app.localhost/sms"});
  MediaDriver driver(config);
  driver.files.emplace(cat, png);
  driver.files.emplace("http://app.localhost/sms",
                       Response(200, "text/xml", "<Response><Message><Media>" + cat + "</Media></Message></Response>"));
  driver.text_in({"+15550100099", "+15550100003", "hi", {}});
  driver.advance(10s);
  const std::string sid = driver.events("reply").at(0).at("message");
  CHECK(sid.starts_with("MM"));
  CHECK(driver.status(sid) == "delivered");
  CHECK(driver.download(sid, driver.sids(sid).at(0)).body == "meow");
}

TEST_CASE("media are forgotten with a content that is not to be kept") {
  MediaDriver driver;
  driver.files.emplace(cat, png);
  const std::string sid = driver.send_media({cat}, {{"ContentRetention", "discard"}});
  driver.advance(10s);
  CHECK(driver.status(sid) == "delivered");
  CHECK(driver.sids(sid).empty());
}

TEST_CASE("the same seed has the same media, and they move no other chance") {
  const auto play = [](std::vector<std::string> media) {
    MediaDriver driver;
    driver.files.emplace(cat, png);
    Lines lines;
    if (!media.empty()) driver.send_media(media);
    driver.advance(10s);
    const std::string sid = driver.send({{"To", "+15550100099"}, {"From", "+15550100002"}, {"Body", "hi"}});
    return std::pair{sid, driver.world.journal().digest()};
  };
  CHECK(play({cat, cat}) == play({cat, cat}));
  CHECK(play({cat, cat}).first == play({cat}).first);
}

TEST_CASE("media from a number to where no MMS goes are refused, from a service they are taken") {
  WorldDriver driver;
  const std::string abroad = "+447700900123";
  const Form form{{"To", abroad}, {"From", "+15550100001"}, {"MediaUrl", "https://example.com/1.png"}};
  const Response refused = driver.ask(create_request(form));
  CHECK(refused.status == 400);
  const auto body = nlohmann::json::parse(refused.body);
  CHECK(body.at("code") == 21612);
  CHECK(body.at("message") == "The 'To' phone number: " + abroad +
                                  ", is not currently reachable using the 'From' phone number: +15550100001 via MMS.");
  driver.send({{"To", abroad}, {"From", "+15550100001"}, {"Body", "hi"}});
  driver.send({{"To", "+14165550100"}, {"From", "+15550100001"}, {"MediaUrl", "https://example.com/1.png"}});
  driver.send({{"To", abroad},
               {"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"},
               {"MediaUrl", "https://example.com/1.png"}});

  simulator::WorldConfig config;
  config.switches.media_abroad_end_with_30011 = true;
  WorldDriver later(config);
  const std::string sid = later.send(form);
  later.advance(1min);
  CHECK(later.fetch(sid).at("status") == "failed");
  CHECK(later.fetch(sid).at("error_code") == 30011);
}

TEST_CASE("a number without MMS sends texts only, and so does such an account") {
  simulator::WorldConfig config;
  config.numbers[1].mms = false;
  WorldDriver driver(config);
  const auto code_of = [&](const std::string& from) {
    const Response response = driver.ask(create_request(
        {{"To", "+15550100099"}, {"From", from}, {"Body", "hi"}, {"MediaUrl", "https://example.com/1.png"}}));
    return response.status == 201 ? 0 : nlohmann::json::parse(response.body).at("code").get<int>();
  };
  CHECK(code_of("+15550100001") == 21621);
  CHECK(code_of("+15550100002") == 0);
  driver.send({{"To", "+15550100099"}, {"From", "+15550100001"}, {"Body", "hi"}});
  config.mms = false;
  driver = WorldDriver(config);
  CHECK(code_of("+15550100002") == 21622);
}
