#include "simulator/messages.hpp"

#include "core/message/sid.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using simulator::MessageRecord;
using simulator::Messages;

TEST_CASE("every message is found by its SID, and no other is") {
  Messages messages;
  Rng rng(1);
  REQUIRE_FALSE(messages.find("SM00112233445566778899aabbccddeeff"));
  std::vector<std::string> sids;
  for (std::size_t i = 0; i < 1000; ++i) {
    MessageRecord record;
    sids.push_back(make_sid("SM", rng));
    record.sid = sids.back();
    REQUIRE(messages.add(std::move(record)) == i);
  }
  for (std::size_t i = 0; i < sids.size(); ++i) REQUIRE(messages.find(sids[i]) == i);
  for (int i = 0; i < 1000; ++i) REQUIRE_FALSE(messages.find(make_sid("SM", rng)));
  for (const char* odd : {"", "SM", "x"}) REQUIRE_FALSE(messages.find(odd));
}

TEST_CASE("a record stays where it is while others come") {
  Messages messages;
  MessageRecord record;
  record.sid = "SM00112233445566778899aabbccddeeff";
  const MessageRecord* first = &messages[messages.add(std::move(record))];
  Rng rng(1);
  for (int i = 0; i < 1000; ++i) {
    MessageRecord another;
    another.sid = make_sid("SM", rng);
    messages.add(std::move(another));
  }
  REQUIRE(first == &messages[*messages.find("SM00112233445566778899aabbccddeeff")]);
}

TEST_CASE("two numbers that a list cannot tell apart at first still have a list each") {
  Messages messages;
  const char* recipients[] = {"+15551337274", "+15551536739"};  // both hash to 0x91926203
  Rng rng(1);
  for (int i = 0; i < 4; ++i) {
    MessageRecord record;
    record.sid = make_sid("SM", rng);
    record.to = recipients[i % 2];
    messages.add(std::move(record));
  }
  std::vector<std::uint32_t> listed;
  messages.visit_newest_first({recipients[0], ""}, Messages::newest, [&](const simulator::ListPosition& position) {
    listed.push_back(position.index);
    return true;
  });
  REQUIRE(listed == std::vector<std::uint32_t>{2, 0});
}
