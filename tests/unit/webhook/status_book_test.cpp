#include "core/webhook/status_book.hpp"

#include <string>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using enum MessageStatus;

MessageSid sid(int i) { return *MessageSid::parse("SM" + std::to_string(i) + std::string(31, 'a').substr(0, 31)); }

const MessageSid message = sid(1);

TEST_CASE("the furthest status stays, in whatever order they come") {
  StatusBook book;
  CHECK_FALSE(book.furthest(message));
  CHECK(book.advance(message, queued) == queued);
  CHECK(book.advance(message, delivered) == delivered);
  CHECK_FALSE(book.advance(message, sent));
  CHECK_FALSE(book.advance(message, delivered));
  CHECK(book.furthest(message) == delivered);
}

TEST_CASE("asking what would be news changes nothing") {
  StatusBook book;
  CHECK(book.is_news(message, sent));
  CHECK(book.is_news(message, sent));
  CHECK(book.size() == 0);
  (void)book.advance(message, sent);
  CHECK_FALSE(book.is_news(message, sent));
  CHECK_FALSE(book.is_news(message, queued));
  CHECK(book.is_news(message, undelivered));
}

TEST_CASE("an end is an end, but a delivered message may be read") {
  StatusBook book;
  const auto end = GENERATE(delivered, undelivered, failed, canceled, read, received);
  INFO(to_string(end));
  (void)book.advance(message, end);
  for (const auto other : {accepted, scheduled, queued, sending, sent, undelivered, failed, canceled, delivered}) {
    CHECK_FALSE(book.advance(message, other));
  }
  CHECK(book.furthest(message) == end);
  CHECK(book.advance(message, read).has_value() == (end == delivered));
}

TEST_CASE("an end counts though the steps before it do not lead there") {
  StatusBook book;
  (void)book.advance(message, sent);
  CHECK(book.advance(message, failed) == failed);
}

TEST_CASE("each message has a life of its own") {
  StatusBook book;
  (void)book.advance(sid(1), delivered);
  CHECK(book.advance(sid(2), sent) == sent);
  CHECK(book.furthest(sid(1)) == delivered);
}

TEST_CASE("of too many messages the one that has not moved for longest is forgotten") {
  StatusBook book(2);
  (void)book.advance(sid(1), queued);
  (void)book.advance(sid(2), queued);
  (void)book.advance(sid(1), sent);
  (void)book.advance(sid(1), queued);  // no move
  (void)book.advance(sid(3), queued);
  CHECK(book.size() == 2);
  CHECK(book.furthest(sid(1)) == sent);
  CHECK_FALSE(book.furthest(sid(2)));
  CHECK(book.furthest(sid(3)) == queued);
}

}  // namespace
}  // namespace understudy
