#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/http/httplib_server.hpp"
#include "core/http/httplib_transport.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/system_executor.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/receiver.hpp"
#include "tests/bench/measures.hpp"

namespace understudy::bench {
namespace {

using namespace std::chrono_literals;

const Secret token("5eed5eed5eed5eed5eed5eed5eed5eed");

Request webhook(const std::string& url, int number) {
  const std::string sid = "SM0011223344556677889900" + std::to_string(10'000'000 + number) + "aa";
  const Form form{
      {"MessageSid", sid}, {"MessageStatus", "delivered"}, {"To", "+15550110000"}, {"From", "+15550210000"}};
  Request request("POST", url);
  request.headers.add("Content-Type", form_content_type);
  request.headers.add(signature_header, Signer(token).sign(url, form));
  request.body = encode_form(form);
  return request;
}

// A receiver on a port, with a thread for its timers.
class App {
 public:
  App(int at_once, int webhooks)
      : receiver_(
            executor_,
            {.auth_token = token, .later = {.at_once = at_once, .waiting_most = static_cast<std::size_t>(webhooks)}},
            [this](WebhookEvent) { return work(); }) {
    auto server = HttpServer::listen(executor_, receiver_);
    if (!server) throw std::runtime_error(server.error().message);
    server_ = std::move(*server);
  }
  ~App() {
    server_.reset();
    executor_.inject([this] { over_ = true; });
  }
  std::string origin() const { return server_->origin(); }

 private:
  Task<> work() { co_await sleep_for(executor_, 50ms); }

  SystemExecutor executor_;
  bool over_ = false;
  WebhookReceiver receiver_;
  std::unique_ptr<HttpServer> server_;
  std::jthread timers_{[this] { executor_.run_until([this] { return over_; }); }};
};

// Whoever posts webhooks, each connection the next as soon as one is answered.
class Caller {
 public:
  Caller(std::string url, int connections)
      : url_(std::move(url)), connections_(connections), network_(executor_, {.concurrency_max = connections}) {}

  std::vector<Duration> post(int each) {
    waits_.clear();
    Scope scope(executor_);
    for (int i = 0; i < connections_; ++i) scope.spawn(post_all(each));
    executor_.run_until([&] { return scope.idle(); });
    return std::move(waits_);
  }
  int wrong() const { return wrong_; }

 private:
  Task<> post_all(int each) {
    for (int i = 0; i < each; ++i) {
      Request request = webhook(url_, posted_++);
      const TimePoint began = executor_.now();
      const auto answer = co_await network_.roundtrip(std::move(request));
      waits_.push_back(executor_.now() - began);
      if (!answer || answer->status != 204) ++wrong_;
    }
  }

  const std::string url_;
  const int connections_;
  SystemExecutor executor_;
  HttplibTransport network_;
  std::vector<Duration> waits_;
  int posted_ = 0;
  int wrong_ = 0;
};

}  // namespace

WebhookWaits webhook_waits(int connections, int each) {
  App app(connections, connections * (each + 1));
  Caller caller(app.origin() + "/status", connections);
  caller.post(1);  // makes the connections
  auto waits = caller.post(each);
  std::sort(waits.begin(), waits.end());
  const auto milliseconds = [&](std::size_t hundredth) {
    return static_cast<double>(waits[waits.size() * hundredth / 100].count()) / 1000;
  };
  return {milliseconds(50), milliseconds(99), caller.wrong()};
}

}  // namespace understudy::bench
