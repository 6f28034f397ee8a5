#include "simulator/replies.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using simulator::read_replies;
using simulator::Replies;

namespace {

Replies read(const std::string& body, const std::string& type = "text/xml; charset=utf-8") {
  return read_replies(Response(200, type, body));
}

std::vector<int> complaints(const Replies& replies) {
  std::vector<int> codes;
  for (const auto& complaint : replies.complaints) codes.push_back(complaint.code);
  return codes;
}

}  // namespace

TEST_CASE("a message in TwiML has a body, media and attributes") {
  const Replies replies = read(
      "<?xml version=\"1.0\"?>\n<!-- thanks --><Response>\n  <Message to='+15550100098' "
      "statusCallback=\"http://a/?x=1&amp;y=2\">"
      "<Body>1 &lt; 2 &#x1F600;</Body><Media>https://a/1.png</Media></Message>\n  "
      "<Message><![CDATA[<raw>]]></Message></Response>");
  REQUIRE(replies.complaints.empty());
  REQUIRE(replies.messages.size() == 2);
  REQUIRE(replies.messages[0].to == "+15550100098");
  REQUIRE(replies.messages[0].status_callback == "http://a/?x=1&y=2");
  REQUIRE(replies.messages[0].body == "1 < 2 \xF0\x9F\x98\x80");
  REQUIRE(replies.messages[0].media == std::vector<std::string>{"https://a/1.png"});
  REQUIRE(replies.messages[1].body == "<raw>");
}

TEST_CASE("an answer that is no TwiML is complained about with its code") {
  struct Case {
    std::string body;
    std::string type;
    int code;
  };
  const auto wrong = GENERATE(
      Case{"<Response>", "text/xml", 12100}, Case{"<Response></Message>", "text/xml", 12100},
      Case{"hello", "text/xml", 12100}, Case{"<Response/><Response/>", "text/xml", 12100},
      Case{"<Response>&nbsp;</Response>", "text/xml", 12100}, Case{"<!DOCTYPE x><Response/>", "text/xml", 12100},
      Case{"<response/>", "application/xml", 12102}, Case{"<Response><Say>hi</Say></Response>", "text/html", 14110},
      Case{"<Response><Redirect>/next</Redirect><Message>never</Message></Response>", "text/xml", 12200},
      Case{"<Response><Message> </Message></Response>", "text/xml", 14103}, Case{"{}", "application/json", 12300});
  INFO(wrong.body);
  const Replies replies = read(wrong.body, wrong.type);
  REQUIRE(complaints(replies) == std::vector<int>{wrong.code});
  REQUIRE(replies.messages.empty());
}

TEST_CASE("an eleventh reply is dropped") {
  std::string body = "<Response>";
  for (int i = 0; i < 11; ++i) body += "<Message>hi</Message>";
  const Replies replies = read(body + "</Response>");
  REQUIRE(replies.messages.size() == 10);
  REQUIRE(complaints(replies) == std::vector<int>{14109});
}

TEST_CASE("elements nested without end are refused, not followed") {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "<a>";
  REQUIRE(complaints(read(body)) == std::vector<int>{12100});
}
