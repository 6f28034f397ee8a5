#include "core/message/status.hpp"

#include <set>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

namespace understudy {
namespace {

using enum MessageStatus;

constexpr MessageStatus every_status[] = {accepted,           scheduled, queued,   sending,   sent,     delivered,
                                          undelivered,        failed,    canceled, receiving, received, read,
                                          partially_delivered};

TEST_CASE("statuses carry the names of the Messages resource") {
  const auto [status, name] = GENERATE(table<MessageStatus, std::string>({
      {accepted, "accepted"},
      {scheduled, "scheduled"},
      {queued, "queued"},
      {sending, "sending"},
      {sent, "sent"},
      {delivered, "delivered"},
      {undelivered, "undelivered"},
      {failed, "failed"},
      {canceled, "canceled"},
      {receiving, "receiving"},
      {received, "received"},
      {read, "read"},
      {partially_delivered, "partially_delivered"},
  }));
  CHECK(to_string(status) == name);
  CHECK(parse_message_status(name) == status);
}

TEST_CASE("other words are no status") {
  const auto text = GENERATE(as<std::string>{}, "", "cancelled", "Queued", "sent ", "delivere");
  CHECK(parse_message_status(text) == std::nullopt);
}

TEST_CASE("a message takes the documented steps and no others") {
  const std::set<std::pair<MessageStatus, MessageStatus>> documented{
      {scheduled, accepted}, {scheduled, queued}, {scheduled, canceled}, {accepted, queued},    {accepted, failed},
      {queued, sending},     {queued, sent},      {queued, failed},      {sending, sent},       {sending, failed},
      {sent, delivered},     {sent, undelivered}, {delivered, read},     {receiving, received}, {receiving, failed},
  };
  for (MessageStatus from : every_status) {
    for (MessageStatus to : every_status) {
      CAPTURE(to_string(from), to_string(to));
      CHECK(may_follow(from, to) == documented.contains({from, to}));
    }
  }
}

TEST_CASE("a message stops when delivered, undelivered, failed, canceled, received or read") {
  const std::set<MessageStatus> final{delivered, undelivered, failed, canceled, received, read, partially_delivered};
  for (MessageStatus status : every_status) {
    CAPTURE(to_string(status));
    CHECK(is_final(status) == final.contains(status));
  }
}

}  // namespace
}  // namespace understudy
