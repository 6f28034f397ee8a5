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

TEST_CASE("an answer that cannot be carried out fails with its code") {
  struct Case {
    std::string body;
    std::string type;
    int code;
  };
  const auto wrong =
      GENERATE(Case{"<Response>", "text/xml", 12100}, Case{"<Response></Message>", "text/xml", 12100},
               Case{"hello", "text/xml", 12100}, Case{"<Response/><Response/>", "text/xml", 12100},
               Case{"<Response>&nbsp;</Response>", "text/xml", 12100},
               Case{"<!DOCTYPE x><Response/>", "text/xml", 12100}, Case{"<response/>", "application/xml", 12102},
               Case{"{}", "application/json", 12300}, Case{std::string(65 * 1024, ' '), "text/xml", 11750});
  INFO(wrong.body);
  const Replies replies = read(wrong.body, wrong.type);
  REQUIRE(replies.failure);
  REQUIRE(replies.failure->code == wrong.code);
  REQUIRE(replies.messages.empty());
}

TEST_CASE("an answer without a type fails, unless it is empty") {
  Response answer(200);
  REQUIRE_FALSE(read_replies(answer).failure);
  answer.body = "hi";
  REQUIRE(read_replies(answer).failure->code == 12300);
}

TEST_CASE("what cannot be carried out of a document is left out and complained about") {
  struct Case {
    std::string inside;
    int code;
    std::size_t messages;
  };
  const auto wrong = GENERATE(
      Case{"<Say>hi</Say><Message>hi</Message>", 14110, 1}, Case{"<message>hi</message>", 12200, 0},
      Case{"hello", 12200, 0}, Case{"<Message> </Message>", 14103, 0}, Case{"<Message/>", 14103, 0},
      Case{"<Message>" + std::string(1601, 'a') + "</Message>", 14103, 0},
      Case{"<Message method=\"PUT\">hi</Message>", 14104, 1}, Case{"<Message colour=\"red\">hi</Message>", 12200, 1},
      Case{"<Message><Body>hi</Body><Redirect>/x</Redirect></Message>", 12200, 1},
      Case{"<Message>beside<Body>hi</Body></Message>", 12200, 1});
  INFO(wrong.inside);
  const Replies replies = read("<Response>" + wrong.inside + "</Response>");
  REQUIRE(complaints(replies) == std::vector<int>{wrong.code});
  REQUIRE(replies.messages.size() == wrong.messages);
  REQUIRE_FALSE(replies.failure);
}

TEST_CASE("plain text is the reply, but for what is too long or blank") {
  REQUIRE(read("  hi ", "text/plain;charset=utf-8").messages.at(0).body == "  hi ");
  REQUIRE(read(" \n", "text/plain").messages.empty());
  REQUIRE(complaints(read(std::string(1601, 'a'), "text/plain")) == std::vector<int>{14103});
}

TEST_CASE("a redirection ends the document") {
  const Replies replies = read(
      "<Response><Message>first</Message><Redirect method=\"GET\"> /next?a=1&amp;b=2 </Redirect>"
      "<Message>never</Message><Say/></Response>");
  REQUIRE(replies.complaints.empty());
  REQUIRE(replies.messages.size() == 1);
  REQUIRE(replies.redirection);
  REQUIRE(replies.redirection->url == "/next?a=1&b=2");
  REQUIRE(replies.redirection->method == "GET");
}

TEST_CASE("a redirection is asked for with POST unless it says GET, in capitals") {
  REQUIRE(read("<Response><Redirect>/next</Redirect></Response>").redirection->method == "POST");
  const Replies replies = read("<Response><Redirect method=\"get\">/next</Redirect></Response>");
  REQUIRE(replies.redirection->method == "POST");
  REQUIRE(complaints(replies) == std::vector<int>{14104});
}

TEST_CASE("text among media is the body, without the spaces around it") {
  const Replies replies =
      read("<Response><Message>\n  Look:\n  <Media> https://a/1.png\n</Media></Message></Response>");
  REQUIRE(replies.messages.at(0).body == "Look:");
  REQUIRE(replies.messages.at(0).media == std::vector<std::string>{"https://a/1.png"});
}

TEST_CASE("a message has ten media at most") {
  std::string media;
  for (int i = 0; i < 11; ++i) media += "<Media>https://a/" + std::to_string(i) + ".png</Media>";
  const Replies replies = read("<Response><Message>" + media + "</Message></Response>");
  REQUIRE(replies.messages.at(0).media.size() == 10);
  REQUIRE(complaints(replies) == std::vector<int>{12200});
}

TEST_CASE("elements nested without end are refused, not followed") {
  std::string body;
  for (int i = 0; i < 20'000; ++i) body += "<a>";
  REQUIRE(read(body).failure->code == 12100);
}
