#include "core/webhook/twiml.hpp"

#include "simulator/replies.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using simulator::read_replies;

namespace {

std::string error_of(const Result<void>& added) {
  REQUIRE_FALSE(added);
  return added.error().message;
}

}  // namespace

TEST_CASE("an empty document asks for nothing") {
  const Response answer = Twiml().response();
  CHECK(answer.status == 200);
  CHECK(answer.headers.get("Content-Type") == "text/xml");
  CHECK(answer.body == R"(<?xml version="1.0" encoding="UTF-8"?><Response/>)");
  CHECK(read_replies(answer).messages.empty());
  CHECK_FALSE(read_replies(answer).failure);
}

TEST_CASE("a message says where it goes and who hears of it, and the fake understands it") {
  Twiml reply;
  REQUIRE(reply.message("1 < 2 & \"3\""));
  REQUIRE(reply.message({.bodies = {"Hello, ", "world"},
                         .media = {"https://a.example/1.png", "/2.png?a=1&b=2"},
                         .to = "+15550100098",
                         .from = "+15550100001",
                         .status_callback = "https://a.example/status?x=\"1\"&y=2"}));
  REQUIRE(reply.message({.bodies = {"bye"}, .action = "/next", .method = TwimlMethod::get}));
  CHECK(reply.xml() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>"
        "<Message><Body>1 &lt; 2 &amp; &quot;3&quot;</Body></Message>"
        "<Message to=\"+15550100098\" from=\"+15550100001\" "
        "statusCallback=\"https://a.example/status?x=&quot;1&quot;&amp;y=2\"><Body>Hello, </Body><Body>world</Body>"
        "<Media>https://a.example/1.png</Media><Media>/2.png?a=1&amp;b=2</Media></Message>"
        "<Message action=\"/next\" method=\"GET\"><Body>bye</Body></Message></Response>");

  const auto read = read_replies(reply.response());
  CHECK(read.complaints.empty());
  REQUIRE(read.messages.size() == 3);
  CHECK(read.messages[0].body == "1 < 2 & \"3\"");
  CHECK(read.messages[1].body == "Hello, world");
  CHECK(read.messages[1].media == std::vector<std::string>{"https://a.example/1.png", "/2.png?a=1&b=2"});
  CHECK(read.messages[1].to == "+15550100098");
  CHECK(read.messages[1].from == "+15550100001");
  CHECK(read.messages[1].status_callback == "https://a.example/status?x=\"1\"&y=2");
  CHECK(read.messages[2].action == "/next");
  CHECK(read.messages[2].method == "GET");
}

TEST_CASE("a redirect leads on, by POST unless it says GET") {
  Twiml reply;
  REQUIRE(reply.message("first"));
  REQUIRE(reply.redirect("/more?a=1&b=2", TwimlMethod::get));
  const auto read = read_replies(reply.response());
  CHECK(read.complaints.empty());
  REQUIRE(read.redirection);
  CHECK(read.redirection->url == "/more?a=1&b=2");
  CHECK(read.redirection->method == "GET");

  Twiml post;
  REQUIRE(post.redirect("https://a.example/"));
  CHECK(read_replies(post.response()).redirection->method == "POST");
}

TEST_CASE("what cannot be carried out is refused, and the document stays as it was") {
  struct Case {
    TwimlMessage message;
    std::string why;
  };
  const auto wrong = GENERATE(values<Case>({
      {{}, "a message needs a text or media"},
      {{.bodies = {" \n", ""}}, "a message needs a text or media"},
      {{.bodies = {std::string(1601, 'a')}}, "the text has 1601 characters, and a message may have 1600 at most"},
      {{.bodies = {std::string(1600, 'a'), "b"}}, "the text has 1601 characters, and a message may have 1600 at most"},
      {{.bodies = {"a\x01"}}, "the text has U+0001, which XML cannot carry"},
      {{.bodies = {std::string("a\0b", 3)}}, "the text has U+0000, which XML cannot carry"},
      {{.bodies = {"\xEF\xBF\xBF"}}, "the text has U+FFFF, which XML cannot carry"},
      {{.bodies = {"a\xFF"}}, "the text is not UTF-8"},
      {{.media = std::vector<std::string>(11, "https://a/")}, "a message may have 10 media at most, not 11"},
      {{.media = {""}}, "the URL of a medium is empty"},
      {{.media = {"https://a/ b"}}, "the URL of a medium has a space or a control character: \"https://a/ b\""},
      {{.bodies = {"a"}, .to = "+1 555"}, "the recipient has a space or a control character: \"+1 555\""},
      {{.bodies = {"a"}, .status_callback = "/\n"}, "the status callback has a space or a control character: \"/\n\""},
  }));
  Twiml reply;
  CHECK(error_of(reply.message(wrong.message)) == wrong.why);
  CHECK(reply.xml() == Twiml().xml());
}

TEST_CASE("texts are measured in UTF-16 code units, as Twilio counts") {
  std::string faces;
  for (int i = 0; i < 800; ++i) faces += "\xF0\x9F\x98\x80";
  CHECK(Twiml().message(faces));
  const auto refused = Twiml().message(faces + "a");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::too_long);
}

TEST_CASE("media need no text, and ten of them go") {
  Twiml reply;
  REQUIRE(reply.message({.media = std::vector<std::string>(10, "https://a/")}));
  CHECK(read_replies(reply.response()).messages.at(0).media.size() == 10);
}

TEST_CASE("nothing is added where it would never be reached") {
  Twiml redirected;
  REQUIRE(redirected.redirect("/a"));
  CHECK(error_of(redirected.message("b")) == "what follows a redirect or an action is never reached");
  Twiml acted;
  REQUIRE(acted.message({.bodies = {"a"}, .action = "/b"}));
  CHECK(error_of(acted.redirect("/c")) == "what follows a redirect or an action is never reached");
  CHECK(error_of(Twiml().redirect("")) == "the URL of a redirect is empty");
}

TEST_CASE("a text is answered with ten messages, not with eleven") {
  Twiml reply;
  for (int i = 0; i < 10; ++i) REQUIRE(reply.message("a"));
  CHECK(error_of(reply.message("a")) == "a text may be answered with 10 messages");
  CHECK(read_replies(reply.response()).messages.size() == 10);
}

TEST_CASE("a document that Twilio would find too large is not made") {
  Twiml reply;
  const std::string wide(1600, '"');  // six bytes each
  for (int i = 0; i < 6; ++i) REQUIRE(reply.message(wide));
  CHECK(error_of(reply.message(wide)) == "the document has more than 65536 bytes");
  CHECK_FALSE(read_replies(reply.response()).failure);
}
