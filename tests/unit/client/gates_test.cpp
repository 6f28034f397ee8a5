// The rules that may forbid a message, as a client asks them.

#include "core/policy/allow_list.hpp"
#include "core/policy/quiet_hours.hpp"
#include "core/runtime/waiting.hpp"
#include "tests/support/sandbox_bench.hpp"

#include <catch2/catch.hpp>

using namespace understudy;
using namespace std::chrono_literals;
using test::SandboxBench;

namespace {

const std::string phone = "+15550100099";
const std::string shop = "+15550100001";

// Has a few numbers, takes its time, and may be down.
class Register final : public ContactRegister {
 public:
  explicit Register(Executor& executor) : executor_(executor) {}
  Task<Result<bool>> is_listed(PhoneNumber number) override {
    ++asked;
    co_await sleep_for(executor_, takes);
    if (down) co_return failure(ErrorCode::connection_failed, "the register is down");
    co_return number.text() == listed;
  }

  std::string listed;
  Duration takes = 100ms;
  bool down = false;
  int asked = 0;

 private:
  Executor& executor_;
};

InboundMessage text_in(const std::string& body) {
  const auto event = parse_webhook(
      {{"MessageSid", "SM00112233445566778899aabbccddeeff"}, {"From", phone}, {"To", shop}, {"Body", body}}, "");
  return std::get<InboundMessage>(event.value());
}

}  // namespace

TEST_CASE("who has said STOP gets no request made, and START ends that") {
  SandboxBench bench;
  bench.config.opt_outs = std::make_shared<OptOutList>();
  Client client = bench.client();
  client.hear(text_in(" Stop "));

  const auto refused = client.send(bench.hello()).get();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::opted_out);
  CHECK_FALSE(refused.error().in_doubt);
  CHECK(bench.posts() == 0);
  REQUIRE(bench.watcher->sends.size() == 1);
  CHECK(bench.watcher->sends[0].error->code == ErrorCode::opted_out);

  client.hear(text_in("HELP"));
  CHECK_FALSE(client.send(bench.hello()).get());
  client.hear(text_in("START"));
  CHECK(client.send(bench.hello()).get());
}

TEST_CASE("an opt-out that Twilio knows of is met once") {
  simulator::WorldConfig world;
  world.faults = {{.effect = {.answer = simulator::FaultAnswer{400, 21610}}}};
  SandboxBench bench(world);
  bench.config.opt_outs = std::make_shared<OptOutList>();
  Client client = bench.client();

  for (int i = 0; i < 3; ++i) {
    const auto refused = client.send(bench.hello()).get();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::opted_out);
  }
  CHECK(bench.posts() == 1);
}

TEST_CASE("so is one of which a service tells afterwards") {
  SandboxBench bench;
  bench.config.opt_outs = std::make_shared<OptOutList>();
  Client client = bench.client();
  const auto update = parse_webhook({{"MessageSid", "SM00112233445566778899aabbccddeeff"},
                                     {"MessageStatus", "failed"},
                                     {"ErrorCode", "21610"},
                                     {"To", phone},
                                     {"From", ""},
                                     {"MessagingServiceSid", "MGc0ffee00c0ffee00c0ffee00c0ffee00"}},
                                    "");
  client.hear(update.value());
  OutgoingMessage message = bench.hello();
  message.from.clear();
  message.messaging_service_sid = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

  const auto refused = client.send(message).get();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::opted_out);
  CHECK(bench.posts() == 0);
}

TEST_CASE("a message whose turn comes in the quiet hours is deferred to their end") {
  SandboxBench bench;
  QuietHoursOptions hours;
  hours.from = 9h + 1s;
  hours.until = 12h;
  hours.zone_of = {{phone, "UTC"}};
  bench.config.gates.push_back(std::make_shared<QuietHours>(QuietHours::make(hours).value()));
  Client client = bench.client();
  Scope scope(bench.executor());
  auto& first = bench.begin_send(scope, client, bench.hello("first"));
  auto& second = bench.begin_send(scope, client, bench.hello("second"));

  bench.sandbox.advance(5s);

  REQUIRE(first.result->has_value());
  REQUIRE_FALSE(second.result->has_value());  // it was allowed when it was asked for, and is not when its turn comes
  CHECK(second.result->error().code == ErrorCode::deferred);
  CHECK(second.result->error().not_before == bench.start + 3h);
  CHECK(second.took == 1s);
  CHECK(bench.posts() == 1);
}

TEST_CASE("in test mode all goes to one number, and the receipt says whom it was meant for") {
  SandboxBench bench;
  bench.config.test_mode = TestMode{"+15550100042"};
  bench.config.opt_outs = std::make_shared<OptOutList>();
  bench.config.gates.push_back(std::make_shared<AllowList>(AllowList::make({.numbers = {"+15550100042"}}).value()));
  Client client = bench.client();

  const auto receipt = client.send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->message.to == "+15550100042");
  CHECK(receipt->meant_for == phone);

  client.hear(text_in("STOP"));  // the rehearsal shows what would happen
  CHECK(client.send(bench.hello("again")).get().error().code == ErrorCode::opted_out);
}

TEST_CASE("an allow list lets nothing go anywhere else") {
  SandboxBench bench;
  bench.config.gates.push_back(std::make_shared<AllowList>(AllowList::make({.numbers = {"+15550100042"}}).value()));

  const auto refused = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::withheld);
  CHECK(bench.posts() == 0);
}

TEST_CASE("the register is asked once, before the message waits for its turn") {
  SandboxBench bench;
  auto contacts = std::make_shared<Register>(bench.executor());
  bench.config.do_not_contact = std::make_shared<DoNotContact>();
  bench.config.contact_register = contacts;
  Client client = bench.client();

  SECTION("who is not listed may be sent to") {
    REQUIRE(client.send(bench.hello("first")).get());
    REQUIRE(client.send(bench.hello("second")).get());
    CHECK(contacts->asked == 1);
  }
  SECTION("who is listed is left alone") {
    contacts->listed = phone;
    CHECK(client.send(bench.hello()).get().error().code == ErrorCode::withheld);
    CHECK(bench.posts() == 0);
  }
  SECTION("a register that is down withholds, as the default says") {
    contacts->down = true;
    CHECK(client.send(bench.hello()).get().error().code == ErrorCode::withheld);
  }
  SECTION("one that does not answer holds a message up for two seconds at most") {
    contacts->takes = 1h;
    CHECK(client.send(bench.hello()).get().error().code == ErrorCode::withheld);
    CHECK(bench.elapsed() == 2s);
  }
  SECTION("and no longer than a deadline") {
    contacts->takes = 1h;
    SendOptions options;
    options.deadline = 500ms;
    CHECK_FALSE(client.send(bench.hello(), options).get());
    CHECK(bench.elapsed() == 500ms);
  }
}

TEST_CASE("a register without a place for its answers is no configuration") {
  SandboxBench bench;
  bench.config.contact_register = std::make_shared<Register>(bench.executor());

  const auto refused = bench.client().send(bench.hello()).get();

  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::configuration);
}

TEST_CASE("what a rule has refused counts towards no cap") {
  SandboxBench bench;
  bench.config.daily_caps.sender = 1;
  bench.config.opt_outs = std::make_shared<OptOutList>();
  Client client = bench.client();
  client.hear(text_in("STOP"));
  CHECK_FALSE(client.send(bench.hello()).get());
  client.hear(text_in("START"));

  const auto receipt = client.send(bench.hello()).get();

  REQUIRE(receipt);
  CHECK(receipt->remaining_today == 0);
}
