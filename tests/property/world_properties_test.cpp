// A world against a small model of it, under random calls, texts and moves of the clock.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/message/status.hpp"
#include "tests/support/world_driver.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace understudy;
using namespace understudy::test;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

const std::string messages_root = "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages";
constexpr const char* service = "MGc0ffee00c0ffee00c0ffee00c0ffee00";

const std::vector<std::string> recipients{"+15550100097", "+15550100098", "+15005560003", "+15005560036",
                                          "+15005570000"};
const std::vector<std::string> senders{"+15550100001", "+15550100002", "+18885550100"};

struct Step {
  enum class Kind { send, send_by_service, schedule, cancel, remove, redact, text_in, advance };
  Kind kind;
  std::size_t which;  // recipient, sender, message or span, as the kind has it
};
std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << static_cast<int>(step.kind) << ":" << step.which;
}

// What the driver's world should be like.
struct Model {
  std::vector<std::string> sids;  // all that were ever made, in order
  std::set<std::string> with_callback;
  std::set<std::string> deleted;
  std::map<std::string, std::string> recipient;
};

// Every so many callbacks are lost, or posted more often; and every so many creates are refused.
struct Ordered {
  int callback_every = 0;  // 0: none
  int copies = 1;          // of such a callback
  int refused_every = 0;
};

simulator::Fault fault_on(simulator::Operation operation, int every) {
  simulator::Fault fault;
  fault.on = operation;
  fault.occasion = simulator::Every{every};
  return fault;
}

class Play {
 public:
  explicit Play(Ordered ordered = {}) : ordered_(ordered) {
    if (ordered.callback_every > 0) {
      auto fault = fault_on(simulator::Operation::callback_status, ordered.callback_every);
      if (ordered.copies == 0) fault.effect.drop = simulator::Fault::Drop::before;
      fault.effect.duplicate = std::max(ordered.copies - 1, 0);
      driver.plan(std::move(fault));
    }
    if (ordered.refused_every > 0) {
      auto fault = fault_on(simulator::Operation::messages_create, ordered.refused_every);
      fault.effect.answer = simulator::FaultAnswer{.status = 503};
      driver.plan(std::move(fault));
    }
  }

  void take(const Step& step) {
    switch (step.kind) {
      case Step::Kind::send: send({{"From", senders[step.which % senders.size()]}}, step); break;
      case Step::Kind::send_by_service: send({{"MessagingServiceSid", service}}, step); break;
      case Step::Kind::schedule: {
        const std::string at = format_timestamp(driver.now + 400s);
        send({{"MessagingServiceSid", service}, {"ScheduleType", "fixed"}, {"SendAt", at}}, step);
        break;
      }
      case Step::Kind::cancel: change(step, {{"Status", "canceled"}}); break;
      case Step::Kind::redact: change(step, {{"Body", ""}}); break;
      case Step::Kind::remove: remove(step); break;
      case Step::Kind::text_in: text_in(step); break;
      case Step::Kind::advance: driver.advance(std::chrono::milliseconds(step.which * 731 % 900'000)); break;
    }
  }

  // What the API lists of it, newest first.
  std::vector<std::string> listed(const std::string& query = "") {
    std::vector<std::string> sids;
    std::string next = messages_root + ".json?PageSize=3" + query;
    while (!next.empty()) {
      const Json page = Json::parse(driver.ask(twilio_request("GET", next)).body);
      for (const Json& message : page.at("messages")) sids.push_back(message.at("sid"));
      next = page.at("next_page_uri").is_null() ? "" : page.at("next_page_uri").get<std::string>();
    }
    return sids;
  }

  WorldDriver driver;
  Model model;

 private:
  void send(Form form, const Step& step) {
    const std::string& to = recipients[step.which % recipients.size()];
    form.add("To", to);
    form.add("Body", "message " + std::to_string(model.sids.size()));
    form.add("StatusCallback", "https://app.example/status");
    const Response response = driver.ask(create_request(form));
    if (ordered_.refused_every > 0 && ++creates_ % ordered_.refused_every == 0) {
      RC_ASSERT(response.status == 503);
      return;
    }
    if (response.status != 201) {  // the one thing that the model knows to refuse
      RC_ASSERT(Json::parse(response.body).at("code") == 21610);
      return;
    }
    model.sids.push_back(Json::parse(response.body).at("sid"));
    model.recipient[model.sids.back()] = to;
    model.with_callback.insert(model.sids.back());
  }
  std::optional<std::string> pick(const Step& step) const {
    if (model.sids.empty()) return std::nullopt;
    return model.sids[step.which % model.sids.size()];
  }
  void change(const Step& step, const Form& form) {
    const auto sid = pick(step);
    if (!sid) return;
    Request request = twilio_request("POST", messages_root + "/" + *sid + ".json");
    request.headers.add("Content-Type", std::string(form_content_type));
    request.body = encode_form(form);
    const int status = driver.ask(request).status;
    RC_ASSERT(status == (model.deleted.contains(*sid) ? 404 : 200) || (status == 409 && form.find("Status")));
  }
  void remove(const Step& step) {
    const auto sid = pick(step);
    if (!sid) return;
    const int status = driver.ask(twilio_request("DELETE", messages_root + "/" + *sid + ".json")).status;
    RC_ASSERT(status == 204 || status == 409 || (status == 404 && model.deleted.contains(*sid)));
    if (status == 204) model.deleted.insert(*sid);
  }
  void text_in(const Step& step) {
    const std::string body = step.which % 5 == 0 ? "STOP" : step.which % 5 == 1 ? "START" : "hello";
    const auto sid = driver.text_in({recipients[step.which % 2], senders[step.which % 2], body, {}});
    RC_ASSERT(sid.has_value());
    collect_new();
  }
  Ordered ordered_;
  int creates_ = 0;

  // Texts and the replies to them are messages too.
  void collect_new() {
    for (const std::string& sid : listed()) {
      if (model.recipient.contains(sid)) continue;
      model.sids.push_back(sid);
      model.recipient[sid] = driver.fetch(sid).at("to");
    }
  }
};

rc::Gen<std::vector<Step>> steps() {
  const auto kind = rc::gen::map(rc::gen::inRange(0, 12), [](int n) {
    return n > 7 ? (n > 9 ? Step::Kind::advance : Step::Kind::send) : static_cast<Step::Kind>(n);
  });
  return rc::gen::container<std::vector<Step>>(
      rc::gen::construct<Step>(kind, rc::gen::inRange<std::size_t>(0, 10'000)));
}

}  // namespace

using StatusesByMessage = std::map<std::string, std::vector<std::string>>;

// What was told of each message, as the app got it.
StatusesByMessage told(const Play& play) {
  StatusesByMessage statuses;
  for (const Request& webhook : play.driver.webhooks) {
    const Form form = decode_form(webhook.body);
    statuses[std::string(form.get("MessageSid"))].emplace_back(form.get("MessageStatus"));
  }
  return statuses;
}

// What was to be told of each, given what was ordered. A message that takes an illegal step fails the property.
StatusesByMessage to_be_told(const Play& play, const Ordered& ordered) {
  std::map<std::string, MessageStatus> reached;
  StatusesByMessage statuses;
  int callbacks = 0;
  for (const Json& event : play.driver.events("status")) {
    const std::string sid = event.at("message");
    const MessageStatus status = *parse_message_status(event.at("status").get<std::string>());
    if (reached.contains(sid)) RC_ASSERT(may_follow(reached.at(sid), status));
    reached[sid] = status;
    const bool silent = status == MessageStatus::sending || status == MessageStatus::accepted;
    if (silent || !play.model.with_callback.contains(sid)) continue;
    const bool struck = ordered.callback_every > 0 && ++callbacks % ordered.callback_every == 0;
    for (int copy = 0; copy < (struck ? ordered.copies : 1); ++copy) statuses[sid].push_back(event.at("status"));
  }
  return statuses;
}

TEST_CASE("whatever is asked of a world, it stays one that Twilio could be") {
  rc::prop("no step is illegal, each is told once, and lists are what was made", [] {
    const auto played = *steps();
    Play play;
    for (const Step& step : played) play.take(step);
    play.driver.advance(24h);

    RC_ASSERT(told(play) == to_be_told(play, {}));

    std::set<std::string> there(play.model.sids.begin(), play.model.sids.end());
    for (const std::string& sid : play.model.deleted) there.erase(sid);
    for (const std::string& sid : play.listed()) {
      if (!play.model.recipient.contains(sid)) there.insert(sid);  // a reply that came with time
    }
    const auto all = play.listed();
    RC_ASSERT(std::set<std::string>(all.begin(), all.end()) == there);
    RC_ASSERT(all.size() == there.size());
    for (const std::string& to : recipients) {
      std::vector<std::string> expected;
      for (const std::string& sid : all) {
        if (play.driver.fetch(sid).at("to") == to) expected.push_back(sid);
      }
      RC_ASSERT(play.listed("&To=" + percent_encode(to)) == expected);
    }
  });

  rc::prop("no callback is lost or doubled, and no create refused, beyond the faults ordered", [] {
    const auto played = *steps();
    const Ordered ordered{*rc::gen::inRange(1, 6), *rc::gen::inRange(0, 4), *rc::gen::inRange(2, 6)};
    Play play(ordered);
    for (const Step& step : played) play.take(step);
    play.driver.advance(24h);
    RC_ASSERT(told(play) == to_be_told(play, ordered));
  });

  rc::prop("the same steps are the same run", [] {
    const auto played = *steps();
    Play first;
    Play second;
    for (const Step& step : played) first.take(step);
    for (const Step& step : played) second.take(step);
    RC_ASSERT(first.driver.world.journal().digest() == second.driver.world.journal().digest());
  });
}
