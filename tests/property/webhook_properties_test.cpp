#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "core/runtime/pending.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "core/webhook/receiver.hpp"
#include "core/webhook/twiml.hpp"
#include "simulator/replies.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using enum MessageStatus;

constexpr TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + 9h;

// A few, so that they come again.
MessageSid any_sid() {
  return *MessageSid::parse("SM" + std::string(31, '0') + *rc::gen::element<std::string>("1", "2", "3"));
}

// A walk from a beginning along the steps there are.
std::vector<MessageStatus> any_life() {
  std::vector<MessageStatus> life{*rc::gen::element(accepted, scheduled, queued, receiving)};
  for (;;) {
    std::vector<MessageStatus> next;
    for (int i = 0; i <= static_cast<int>(partially_delivered); ++i) {
      const auto status = static_cast<MessageStatus>(i);
      if (may_follow(life.back(), status)) next.push_back(status);
    }
    if (next.empty() || *rc::gen::element(0, 1, 2, 3, 4, 5, 6, 7) == 0) return life;
    life.push_back(*rc::gen::elementOf(next));
  }
}

std::vector<MessageStatus> shuffled(std::vector<MessageStatus> statuses) {
  std::vector<MessageStatus> mixed;
  while (!statuses.empty()) {
    const auto taken = statuses.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(statuses));
    mixed.push_back(*taken);
    statuses.erase(taken);
  }
  return mixed;
}

TEST_CASE("a message's status book") {
  rc::prop("ends where the message's life did, in whatever order its callbacks come, some of them twice", [] {
    const std::vector<MessageStatus> life = any_life();
    std::vector<MessageStatus> heard = life;
    for (const MessageStatus status : life) {
      if (*rc::gen::arbitrary<bool>()) heard.push_back(status);
    }
    StatusBook book;
    const MessageSid message = any_sid();
    for (const MessageStatus status : shuffled(heard)) (void)book.advance(message, status);
    RC_ASSERT(book.furthest(message) == life.back());
  });

  rc::prop("never moves a message backwards, nor away from an end but by reading", [] {
    StatusBook book;
    std::map<MessageSid, std::vector<MessageStatus>> moves;
    const int count = *rc::gen::inRange(0, 40);
    for (int i = 0; i < count; ++i) {
      const MessageSid message = any_sid();
      const auto status = static_cast<MessageStatus>(*rc::gen::inRange(0, static_cast<int>(partially_delivered) + 1));
      if (book.advance(message, status)) moves[message].push_back(status);
      RC_ASSERT(book.furthest(message) == moves[message].back());
    }
    for (const auto& [message, path] : moves) {
      for (std::size_t later = 1; later < path.size(); ++later) {
        RC_ASSERT(!is_final(path[later - 1]) || (path[later - 1] == delivered && path[later] == read));
        for (std::size_t earlier = 0; earlier < later; ++earlier) RC_ASSERT(!may_follow(path[later], path[earlier]));
      }
    }
  });
}

// What was kept, in order; the guard says the same by searching all of it.
struct NaiveGuard {
  struct Kept {
    WebhookIdentity identity;
    TimePoint at;
    int answer;
  };
  const Kept* find(const WebhookIdentity& identity, TimePoint now) const {
    const std::size_t first = kept.size() > most ? kept.size() - most : 0;
    for (std::size_t i = first; i < kept.size(); ++i) {
      const Kept& one = kept[i];
      const bool token = !identity.token.empty() && one.identity.token == identity.token;
      if (now - one.at < window && (token || one.identity.event == identity.event)) return &one;
    }
    return nullptr;
  }
  Duration window;
  std::size_t most;
  std::vector<Kept> kept = {};
};

TEST_CASE("a replay guard") {
  rc::prop("knows what a list of all that came would, and is never larger than asked for", [] {
    const Duration window = std::chrono::seconds(*rc::gen::inRange(0, 20));
    const auto most = *rc::gen::inRange<std::size_t>(1, 8);
    ReplayGuard guard(window, most);
    NaiveGuard naive{window, most};
    TimePoint now = start;
    const int count = *rc::gen::inRange(0, 60);
    for (int i = 0; i < count; ++i) {
      now += std::chrono::seconds(*rc::gen::element(0, 0, 1, 3, 9));
      const WebhookIdentity identity{*rc::gen::element<std::string>("", "a", "b", "c", "d"),
                                     *rc::gen::element<std::string>("1", "2", "3", "4", "5", "6")};
      const Response* before = guard.answer_to(identity, now);
      const auto* expected = naive.find(identity, now);
      RC_ASSERT((before != nullptr) == (expected != nullptr));
      if (before) continue;
      guard.keep(identity, Response(204), now);
      naive.kept.push_back({identity, now, i});
      RC_ASSERT(guard.size() <= most);
    }
  });
}

// Of everything that XML can carry and UTF-8 can write.
std::string any_text() {
  const auto pieces = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", " ", "\n", "\r", "\t", "\r\n", "&", "<", ">", "\"", "'", "]]>", "&amp;", "<!--", "\xC3\xA4", "\xE2\x82\xAC",
      "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\x7F", "%00"));
  std::string text;
  for (const std::string& piece : *pieces) text += piece;
  return text;
}

TEST_CASE("a TwiML document") {
  rc::prop("is read by the fake as it was meant, whatever its texts", [] {
    Twiml reply;
    std::vector<std::string> bodies;
    const int count = *rc::gen::inRange(0, 10);
    for (int i = 0; i < count; ++i) {
      const std::vector<std::string> parts{any_text(), any_text()};
      if (reply.message({.bodies = parts})) bodies.push_back(parts[0] + parts[1]);
    }
    const auto read = simulator::read_replies(reply.response());
    RC_ASSERT(!read.failure && read.complaints.empty());
    RC_ASSERT(read.messages.size() == bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) RC_ASSERT(read.messages[i].body == bodies[i]);
  });

  rc::prop("is well formed, or was refused, whatever the bytes", [](const std::string& body, const std::string& url) {
    Twiml reply;
    (void)reply.message({.bodies = {body}, .media = {url}, .to = url, .status_callback = url});
    (void)reply.redirect(url);
    const auto read = simulator::read_replies(reply.response());
    RC_ASSERT(!read.failure && read.complaints.empty());
  });
}

Form any_form() {
  return {{"MessageSid", any_sid().text()},
          {"MessageStatus", *rc::gen::element<std::string>("queued", "sent", "delivered", "read", "lost")},
          {*rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>()}};
}

// Well signed or not, of a known shape or of none.
Request any_request(const Signer& signer, const std::string& prefix) {
  const auto often = [] { return *rc::gen::element(true, true, true, false); };
  const auto any = [] { return *rc::gen::arbitrary<std::string>(); };
  std::string target = "/status";
  if (!often()) target += any();
  Request request("POST", "http://app.test" + target);
  if (!often()) request.method = *rc::gen::element<std::string>("GET", "PUT", "", "post");
  if (!often()) request.url = any();
  request.body = often() ? encode_form(any_form()) : any();
  const bool json = !often();
  if (json) request.headers.add("Content-Type", "application/json");
  request.headers.add("I-Twilio-Idempotency-Token", any());
  request.headers.add("traceparent", any());
  const Form form = json || request.method == "GET" ? Form{} : decode_form(request.body);
  if (often()) request.headers.add(signature_header, signer.sign("http://app.test" + prefix + target, form));
  if (!often()) request.headers.set(signature_header, any());
  return request;
}

TEST_CASE("a webhook receiver") {
  std::size_t handled = 0;
  rc::prop("answers whatever comes, with 2xx or 4xx, and hands on only what is signed", [&] {
    const Secret token("12345");
    const Signer signer(token);
    VirtualExecutor executor{start};
    WebhookReceiver::Options options{.auth_token = token};
    const std::string prefix = *rc::gen::element<std::string>("", "/twilio");
    options.public_path_prefix = prefix;
    if (*rc::gen::arbitrary<bool>()) options.allowed_urls = {"http://app.test" + prefix + "/status"};
    WebhookReceiver receiver(executor, std::move(options), [&](const WebhookEvent&) {
      ++handled;
      return WebhookReceiver::no_reply();
    });
    const int count = *rc::gen::element(1, 2, 4, 8);
    for (int i = 0; i < count; ++i) {
      Request request = any_request(signer, prefix);
      const bool is_signed = request.headers.find(signature_header).has_value();
      const std::size_t before = handled;
      const auto answer = Pending<Result<Response>>(executor, receiver.handle(std::move(request))).get();
      RC_ASSERT(answer);
      RC_ASSERT(answer->status / 100 == 2 || answer->status / 100 == 4);
      RC_ASSERT(is_signed || handled == before);
      RC_ASSERT(handled == before || answer->status == 204);
    }
  });
  CHECK(handled > 30);
}

}  // namespace
}  // namespace understudy
