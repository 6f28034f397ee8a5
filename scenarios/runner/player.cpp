#include "scenarios/runner/player.hpp"

#include "core/api/json_writer.hpp"
#include "scenarios/runner/settle.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

// "a callback of $otp with status delivered"
std::string describe(const CallbackPattern& pattern) {
  std::string text = "a callback";
  if (pattern.message) text += " of $" + pattern.message->name;
  if (pattern.status) text += fmt::format(" with status {}", to_string(*pattern.status));
  if (pattern.error_code) {
    text +=
        *pattern.error_code == 0 ? std::string(" without error") : fmt::format(" with error {}", *pattern.error_code);
  }
  return text;
}

}  // namespace

Task<Mismatches> Player::take(const Step& step) {
  auto performance = std::visit([this](const auto& action) { return perform(action); }, step.action);
  auto mismatches = co_await performance;
  co_await settle(executor_);
  co_return mismatches;
}

Task<Mismatches> Player::perform(Send send) {
  auto result = co_await client_.send(send.message);
  note_outcome(result);
  if (send.fails) co_return judge(*send.fails, result);
  if (!result) co_return Mismatches{{"the message to be accepted", describe(result.error())}};
  if (send.as) captured_.emplace(send.as->name, *result);
  co_return Mismatches{};
}

Task<Mismatches> Player::perform(ExpectMessage expected) {
  const Receipt& receipt = captured_.at(expected.message.name);
  auto message = co_await client_.get(receipt.message.sid);
  if (!message) {
    co_return Mismatches{{fmt::format("${} to be there", expected.message.name), describe(message.error())}};
  }
  co_return judge(expected, *message, receipt.attempts);
}

Task<Mismatches> Player::perform(ExpectCallback expected) {
  const TimePoint due = executor_.now() + expected.within;
  for (std::size_t seen = 0;;) {
    for (; seen < app_.callbacks().size(); ++seen) {
      App::Callback& callback = app_.callbacks()[seen];
      if (callback.claimed || !matches(callback.update, expected.callback)) continue;
      callback.claimed = true;
      co_return Mismatches{};
    }
    auto came = co_await callback_by(due);
    if (came) continue;
    co_return Mismatches{{fmt::format("{} within {}", describe(expected.callback), format_duration(expected.within)),
                          describe_callbacks(expected.callback)}};
  }
}

Task<Mismatches> Player::perform(NeverCallback never) {
  const TimePoint start = executor_.now();
  const TimePoint due = start + never.span;
  for (std::size_t seen = app_.callbacks().size();;) {
    auto came = co_await callback_by(due);
    for (; seen < app_.callbacks().size(); ++seen) {
      const StatusUpdate& update = app_.callbacks()[seen].update;
      if (!matches(update, never.callback)) continue;
      co_return Mismatches{{fmt::format("never {} for {}", describe(never.callback), format_duration(never.span)),
                            fmt::format("{} after {}", describe(update), format_duration(executor_.now() - start))}};
    }
    if (!came) co_return Mismatches{};
  }
}

Task<Mismatches> Player::perform(Advance advance) {
  co_await sleep_for(executor_, advance.by);
  co_return Mismatches{};
}

Task<Mismatches> Player::perform(TextIn text) {
  simulator::InboundText inbound;
  inbound.from = std::move(text.from);
  inbound.to = std::move(text.to);
  inbound.body = std::move(text.body);
  for (std::string& url : text.media) inbound.media.push_back({std::move(url)});
  auto taken = stage_.text_in(inbound);
  if (!taken) co_return Mismatches{{"the text to arrive", describe(taken.error())}};
  co_return Mismatches{};
}

void Player::note_outcome(const Result<Receipt>& result) {
  journal_.append(executor_.now(), "outcome", [&](JsonWriter& json) {
    if (result) {
      json.member("sid", std::string_view(result->message.sid.text()));
    } else {
      json.member("error", to_string(result.error().code));
    }
    json.member("attempts", result ? result->attempts : result.error().attempts);
  });
}

Task<bool> Player::callback_by(TimePoint due) {
  const std::size_t known = app_.callbacks().size();
  if (due > executor_.now()) {
    auto next = app_.next_callback();
    auto came = co_await within(executor_, due - executor_.now(), std::move(next));
    if (came) co_return true;
  }
  co_await settle(executor_);  // one that comes at the last instant is in time
  co_return app_.callbacks().size() > known;
}

bool Player::matches(const StatusUpdate& update, const CallbackPattern& pattern) const {
  if (pattern.message && captured_.at(pattern.message->name).message.sid != update.message) return false;
  if (pattern.status && *pattern.status != update.status) return false;
  return !pattern.error_code || *pattern.error_code == update.error_code.value_or(0);
}

std::string_view verb_of(const Step& step) {
  struct Verb {
    std::string_view operator()(const Send&) const { return "send"; }
    std::string_view operator()(const ExpectMessage&) const { return "expect"; }
    std::string_view operator()(const ExpectCallback&) const { return "expect_callback"; }
    std::string_view operator()(const NeverCallback&) const { return "never"; }
    std::string_view operator()(const Advance&) const { return "advance"; }
    std::string_view operator()(const TextIn&) const { return "text_in"; }
  };
  return std::visit(Verb{}, step.action);
}

std::string Player::describe_callbacks(const CallbackPattern& pattern) const {
  CallbackPattern any;
  any.message = pattern.message;
  std::string text;
  for (const App::Callback& callback : app_.callbacks()) {
    if (!matches(callback.update, any)) continue;
    text += fmt::format("{}{} at +{}{}", text.empty() ? "" : ", ", describe(callback.update),
                        format_duration(callback.at - start_), callback.claimed ? " (taken by an earlier step)" : "");
  }
  return text.empty() ? "none" : "only " + text;
}

}  // namespace understudy::scenarios
