#include "core/observe/log_observer.hpp"

#include <sstream>

#include "tests/support/observed_client.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/ostream_sink.h>

using namespace understudy;
using namespace std::chrono_literals;
using test::ObservedClient;

namespace {

struct Log {
  explicit Log(LogLevel level, bool show = false) {
    auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_st>(text));
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    LogOptions options;
    options.level = level;
    options.show_numbers = options.show_bodies = show;
    observer = std::make_shared<LogObserver>(std::move(logger), options);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream stream(text.str());
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }

  std::ostringstream text;
  std::shared_ptr<LogObserver> observer;
};

OutgoingMessage to(const std::string& number) {
  OutgoingMessage message = ObservedClient::hello();
  message.to = number;
  return message;
}

}  // namespace

TEST_CASE("a send is one line, with the number masked and the text left out") {
  Log log(LogLevel::info);
  ObservedClient observed(log.observer);

  const auto receipt = observed.send();

  REQUIRE(receipt);
  CHECK(log.lines() ==
        std::vector<std::string>{"2026-01-01T09:00:00.000000Z info sent " + receipt->message.sid.text() +
                                 " queued to +1555•••0099 from +15550100001 (19 characters) in 0s, 1 attempt"});
}

TEST_CASE("numbers and texts are shown to who asks for them") {
  Log log(LogLevel::info, true);
  ObservedClient observed(log.observer);

  REQUIRE(observed.send());

  CHECK_THAT(log.lines().at(0), Catch::Contains(R"( to +15550100099 from +15550100001 "Your code is 123456" )"));
}

TEST_CASE("each event has its level") {
  struct Case {
    std::string to;
    simulator::Fault::Effect effect;
    std::string line;
  };
  auto answer = [](int status, int code) {
    simulator::Fault::Effect effect;
    effect.answer = simulator::FaultAnswer{status, code};
    return effect;
  };
  const auto c = GENERATE_COPY(values<Case>({
      {"banana", {}, " error not sent to "},
      {"+15550100099", answer(400, 21610), " warning not sent to "},
      {"+15550100099", answer(503, 0), " warning repeating send_sms in "},
      {"+15550100099", answer(429, 20429), " warning throttled send_sms of +15550100001 by service"},
      {"+15550100099", answer(401, 20003), " error POST http://twilio.localhost/"},
  }));
  Log log(LogLevel::warning);
  simulator::WorldConfig world;
  world.faults = {{.effect = c.effect}};
  if (c.effect == simulator::Fault::Effect{}) world.faults.clear();
  ObservedClient observed(log.observer, world);

  (void)observed.send(to(c.to));

  CHECK_THAT(log.text.str(), Catch::Contains(c.line));
}

TEST_CASE("a log tells no more than its level") {
  const auto [level, lines] = GENERATE(table<LogLevel, std::size_t>({
      {LogLevel::error, 0},
      {LogLevel::warning, 0},
      {LogLevel::info, 1},
      {LogLevel::debug, 2},
      {LogLevel::trace, 4},
  }));
  Log log(level);
  ObservedClient observed(log.observer);

  REQUIRE(observed.send());

  CHECK(log.lines().size() == lines);
}

TEST_CASE("what is traced is redacted, in forms, queries and answers") {
  Log log(LogLevel::trace);
  ObservedClient observed(log.observer);
  REQUIRE(observed.send());
  MessageFilter filter;
  filter.to = "+15550100099";

  REQUIRE(observed.client.list(filter).begin()->has_value());

  CHECK_THAT(log.text.str(), Catch::Contains("asked To=+1555•••0099&From=+1555•••0001&Body=(19 characters)"));
  CHECK_THAT(log.text.str(), Catch::Contains("Messages.json?To=+1555•••0099&PageSize=50"));
  CHECK_THAT(log.text.str(), !Catch::Contains("15550100099") && !Catch::Contains("123456") &&
                                 !Catch::Contains("Basic") && !Catch::Contains("5eed"));
}

TEST_CASE("a line stays one line, whatever came from outside") {
  Log log(LogLevel::info, true);
  ObservedClient observed(log.observer);
  OutgoingMessage message = ObservedClient::hello();
  message.body = "one\ntwo\r\x1b[31m";

  REQUIRE(observed.send(message));

  CHECK(log.lines().size() == 1);
  CHECK_THAT(log.lines().at(0), Catch::Contains(R"(one\x0atwo\x0d\x1b[31m)"));
}

TEST_CASE("a log goes to a file, and says why it cannot") {
  test::TemporaryFolder folder;
  LogOptions options;
  options.file = folder.path("client.log");
  {
    const auto observer = LogObserver::open(options);
    REQUIRE(observer);
    ObservedClient observed(*observer);
    REQUIRE(observed.send());
  }
  CHECK_THAT(test::read_file(options.file), Catch::Contains(" info sent SM"));

  options.file = folder.path("");
  const auto refused = LogObserver::open(options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::configuration);
}

TEST_CASE("numbers that the service names, or that stand in a URL, are masked like others") {
  const bool shown = GENERATE(false, true);
  Log log(LogLevel::trace, shown);
  ObservedClient observed(log.observer);

  const Error error(ErrorCode::invalid_recipient, "the 'To' number +15550100099 is not a valid phone number");
  log.observer->on(CallEnded{"anything", &error, {}, {}, {}});
  REQUIRE(observed.client.look_up(*PhoneNumber::parse("+14159929960")).get());

  CHECK(Catch::Contains("15550100099").match(log.text.str()) == shown);
  CHECK(Catch::Contains("14159929960").match(log.text.str()) == shown);
}
