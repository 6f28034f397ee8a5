// Messages to several customers: a template, the rules that they must pass, what became of each, and what was to be
// seen of it. Against the simulator, in no time.
#include <cassert>
#include <cstdio>

#include "core/client/client.hpp"
#include "core/message/text_template.hpp"
#include "core/observe/metrics_observer.hpp"
#include "core/policy/quiet_hours.hpp"
#include "simulator/sandbox.hpp"

using namespace understudy;
using namespace std::chrono_literals;

namespace {

// Seven in the evening in London: day in all of North America.
const TimePoint evening = *parse_timestamp("2026-01-01T19:00:00Z");
const std::string shop = "+15550100001";

Config config_for(const simulator::Sandbox& sandbox) {
  Config config;
  config.credentials = {sandbox.account_sid(), sandbox.account_sid(), sandbox.auth_token()};
  config.base_url = sandbox.base_url();
  return config;
}

OutgoingMessage message_to(const std::string& number, const std::string& body) {
  return {.to = number, .from = shop, .body = body};
}

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

void rules(Config& config, TimePoint now) {
  config.opt_outs = std::make_shared<OptOutList>();  // fed by Client::hear, and by 21610
  config.opt_outs->opt_out({.recipient = "+15550100098", .sender = shop}, now);
  config.gates.push_back(std::make_shared<QuietHours>(*QuietHours::make({.from = 21h, .until = 8h})));
  config.daily_caps.sender = 100;
}

}  // namespace

int main() {
  simulator::Sandbox sandbox({}, evening);
  Config config = config_for(sandbox);
  rules(config, sandbox.now());
  auto metrics = std::make_shared<MetricsObserver>();
  config.observer = metrics;
  Client client(sandbox.executor(), sandbox.transport(), config);

  auto offer = TextTemplate::parse("Hi {{name}}, your order is on its way.");
  if (!offer) return failed(offer.error());
  std::vector<OutgoingMessage> messages;
  for (const auto& [name, number] :
       {std::pair("Ann", "+15550100097"), std::pair("Bob", "+15550100098"), std::pair("Cem", "+81355501234")}) {
    auto text = offer->fill({{"name", name}});
    if (!text) return failed(text.error());
    messages.push_back(message_to(number, text->body));
  }

  BulkReport report = client.send_bulk(messages, {.at_once = 10}).get();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& result = report.results[i];
    std::printf("%s: %s\n", messages[i].to.c_str(),
                result ? to_string(result->message.status).data() : to_string(result.error().code).data());
  }

  auto last = client.wait_until_final(report.results[0]->message.sid).get();
  assert(last->status == MessageStatus::delivered);

  for (const Result<Message>& message : client.list({.from = shop}))
    std::printf("%s %s\n", message->to.c_str(), message->body.c_str());

  assert(metrics->text().find("twilio_messages_sent_total") != std::string::npos);
  std::printf("sent %d, opted out %d, deferred %d\n", report.totals.sent, report.totals.opted_out,
              report.totals.deferred);
}
