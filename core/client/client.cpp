#include "core/client/client.hpp"

#include "core/client/requester.hpp"
#include "core/client/sending.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/system_executor.hpp"

namespace understudy {
namespace {

// A client that cannot work asks nothing of its policies, but they must be made of something.
Config workable(Config config, bool wrong) {
  if (!wrong) return config;
  Config any;
  any.credentials = std::move(config.credentials);
  return any;
}

std::string messages_url_of(const Config& config) {
  return config.base_url + "/2010-04-01/Accounts/" + config.credentials.account_sid + "/Messages";
}

}  // namespace

struct Client::State {
  State(Executor& e, Transport& t, Config c)
      : executor(e),
        wrong(c.check()),
        config(workable(std::move(c), wrong.has_value())),
        messages_url(messages_url_of(config)),
        requester(e, t, config),
        sending(requester, messages_url) {}

  Task<Result<Receipt>> send(OutgoingMessage message, SendOptions options) {
    if (wrong) co_return tl::unexpected(*wrong);
    co_return co_await sending.send(std::move(message), options);
  }

  Task<Result<Message>> get(MessageSid sid) {
    auto answer = co_await call("fetch_message", "GET", messages_url + "/" + sid.text() + ".json");
    if (!answer) co_return tl::unexpected(answer.error());
    co_return parse_message(answer->body);
  }

  Task<Result<Response>> call(std::string_view name, const char* method, std::string url) {
    if (wrong) co_return tl::unexpected(*wrong);
    Operation operation = requester.operation(name);
    Request request = requester.request(method, std::move(url));
    co_return co_await requester.perform(std::move(request), operation);
  }

  // Only for a client with a runtime of its own; first in, last out.
  std::unique_ptr<SystemExecutor> own_executor;
  std::unique_ptr<HttplibTransport> own_transport;

  Executor& executor;
  const std::optional<Error> wrong;
  const Config config;
  const std::string messages_url;
  Requester requester;
  Sending sending;
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
  return {state_->executor, state_->send(std::move(message), options)};
}
Pending<Result<Message>> Client::get(MessageSid sid) { return {state_->executor, state_->get(std::move(sid))}; }

void Client::hear(const WebhookEvent& event) {
  if (const auto* update = std::get_if<StatusUpdate>(&event)) state_->sending.hear(*update);
}

Executor& Client::executor() const { return state_->executor; }

}  // namespace understudy
