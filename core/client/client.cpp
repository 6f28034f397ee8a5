#include "core/client/client.hpp"

#include "core/client/requester.hpp"
#include "core/client/sending.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/side_by_side.hpp"
#include "core/runtime/system_executor.hpp"

namespace understudy {
namespace {

constexpr std::size_t asked_at_once = 10;

}  // namespace

struct Client::State {
  State(Executor& e, Transport& t, Config c)
      : executor(e),
        config(std::move(c)),
        requester(e, t, config),
        calls(requester),
        sending(requester, calls.messages_url()),
        follow(e, calls) {}

  Task<BulkReport> send_bulk(std::vector<OutgoingMessage> messages, BulkOptions options) {
    BulkReport report;
    report.results.assign(messages.size(), failure(ErrorCode::cancelled, "cancelled before it was sent"));
    const auto deadline = options.deadline ? std::optional(executor.now() + *options.deadline) : std::nullopt;
    SideBySide::Work send_one = [&](std::size_t i) {
      return send_of_bulk(std::move(messages[i]), report.results[i], report.totals, messages.size(), deadline, options);
    };
    co_await SideBySide::run(executor, messages.size(), options.at_once, std::move(send_one));
    co_return report;
  }

  Task<> send_of_bulk(OutgoingMessage message, Result<Receipt>& result, BulkTotals& totals, std::size_t count,
                      std::optional<TimePoint> deadline, const BulkOptions& options) {
    if (!options.stop || !options.stop->requested()) {
      SendOptions one = {};
      one.stop = options.stop;
      if (deadline) one.deadline = *deadline - executor.now();
      auto sent = co_await sending.send(std::move(message), one);
      result = std::move(sent);
    }
    totals.add(result);
    if (options.progress) options.progress(totals, count);
  }

  Task<std::vector<Result<Message>>> status_of(std::vector<MessageSid> sids) {
    std::vector<Result<Message>> messages(sids.size(), failure(ErrorCode::not_found, "not asked"));
    SideBySide::Work ask_one = [&](std::size_t i) { return status_of_one(sids[i], messages[i]); };
    co_await SideBySide::run(executor, sids.size(), asked_at_once, std::move(ask_one));
    co_return messages;
  }

  Task<> status_of_one(MessageSid sid, Result<Message>& message) {
    auto answer = co_await calls.get(std::move(sid));
    message = std::move(answer);
  }

  // Only for a client with a runtime of its own; first in, last out.
  std::unique_ptr<SystemExecutor> own_executor;
  std::unique_ptr<HttplibTransport> own_transport;

  Executor& executor;
  const Config config;
  Requester requester;
  Calls calls;
  Sending sending;
  Follow follow;
};

Client::Client(Executor& executor, Transport& transport, Config config)
    : state_(std::make_unique<State>(executor, transport, std::move(config))) {}

Client::Client(Config config) {
  auto executor = std::make_unique<SystemExecutor>();
  auto transport = std::make_unique<HttplibTransport>(*executor);
  state_ = std::make_unique<State>(*executor, *transport, std::move(config));
  state_->own_executor = std::move(executor);
  state_->own_transport = std::move(transport);
}

Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Pending<Result<Receipt>> Client::send(OutgoingMessage message, SendOptions options) {
  return {state_->executor, state_->sending.send(std::move(message), options)};
}
Pending<BulkReport> Client::send_bulk(std::vector<OutgoingMessage> messages, BulkOptions options) {
  return {state_->executor, state_->send_bulk(std::move(messages), std::move(options))};
}

Pending<Result<Message>> Client::get(MessageSid sid) { return {state_->executor, state_->calls.get(std::move(sid))}; }
MessageList Client::list(MessageFilter filter) { return MessageList(state_->executor, state_->calls, filter); }
Pending<std::vector<Result<Message>>> Client::status_of(std::vector<MessageSid> sids) {
  return {state_->executor, state_->status_of(std::move(sids))};
}
Pending<Result<Message>> Client::wait_until_final(MessageSid sid, WaitOptions options) {
  return {state_->executor, state_->follow.until_final(std::move(sid), options)};
}

Pending<Result<Message>> Client::cancel(MessageSid sid) {
  return {state_->executor, state_->calls.cancel(std::move(sid))};
}
Pending<Result<Message>> Client::redact(MessageSid sid) {
  return {state_->executor, state_->calls.redact(std::move(sid))};
}
Pending<Result<void>> Client::remove(MessageSid sid) {
  return {state_->executor, state_->calls.remove(std::move(sid))};
}
Pending<Result<void>> Client::give_feedback(MessageSid sid, FeedbackOutcome outcome) {
  return {state_->executor, state_->calls.give_feedback(std::move(sid), outcome)};
}

Pending<Result<std::vector<Media>>> Client::media_of(MessageSid sid) {
  return {state_->executor, state_->calls.media_of(std::move(sid))};
}
Pending<Result<MediaContent>> Client::download(Media medium) {
  return {state_->executor, state_->calls.download(std::move(medium))};
}
Pending<Result<void>> Client::remove_media(Media medium) {
  return {state_->executor, state_->calls.remove_media(std::move(medium))};
}

Pending<Result<PhoneLookup>> Client::look_up(PhoneNumber number, std::vector<std::string> fields) {
  return {state_->executor, state_->calls.look_up(number.text(), std::move(fields))};
}

void Client::hear(const WebhookEvent& event) {
  if (const auto* update = std::get_if<StatusUpdate>(&event)) {
    state_->sending.hear(*update);
    state_->follow.hear(*update);
  } else {
    state_->sending.hear(std::get<InboundMessage>(event));
  }
}

Executor& Client::executor() const { return state_->executor; }

}  // namespace understudy
