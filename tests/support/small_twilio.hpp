#pragma once

#include <string>
#include <utility>

#include "core/http/form.hpp"
#include "core/http/transport.hpp"
#include "core/runtime/scope.hpp"
#include "core/runtime/waiting.hpp"
#include "core/webhook/signature.hpp"
#include "tests/support/twilio_requests.hpp"

namespace understudy::test {

// As little of Twilio as a recording needs: each POST is answered after 100 ms with a new message, whose receipts come
// 200 ms and 1.5 s after it was asked for. A message with the body "lose me" is made all the same, but its answer is
// lost.
class SmallTwilio final : public Service {
 public:
  SmallTwilio(Executor& executor, Transport& webhooks)
      : executor_(executor), webhooks_(webhooks), signer_(Secret(std::string(auth_token))), tasks_(executor) {}

  Task<Result<Response>> handle(Request request) override {
    const Form form = decode_form(request.body);
    const std::string sid = "SM" + std::string(31, '0') + std::to_string(++messages_);
    const std::string callback(form.get("StatusCallback"));
    if (!callback.empty()) {
      const std::string to(form.get("To"));
      tasks_.spawn(report(callback, sid, to, "sent", std::chrono::milliseconds(200)));
      tasks_.spawn(report(callback, sid, to, "delivered", std::chrono::milliseconds(1500)));
    }
    const bool lost = form.get("Body") == "lose me";
    co_await sleep_for(executor_, std::chrono::milliseconds(100));
    if (lost) co_return failure(ErrorCode::connection_lost, "the connection ended before the answer did");
    std::string body = R"({"account_sid":")" + std::string(account_sid) + R"(","sid":")" + sid + R"("})";
    co_return Response(201, "application/json", std::move(body));
  }

  // A text from a phone.
  void text_in(std::string url, Form form) { tasks_.spawn(post(std::move(url), std::move(form))); }

 private:
  Task<> report(std::string url, std::string sid, std::string to, std::string status, Duration after) {
    co_await sleep_for(executor_, after);
    Form form{{"MessageSid", sid}, {"MessageStatus", status}, {"To", to}, {"AccountSid", std::string(account_sid)}};
    co_await post(std::move(url), std::move(form));
  }
  Task<> post(std::string url, Form form) {
    Request request("POST", url);
    request.headers.add("Content-Type", std::string(form_content_type));
    request.headers.add("I-Twilio-Idempotency-Token", "token-" + std::to_string(++posts_));
    request.headers.add(std::string(signature_header), signer_.sign(url, form));
    request.body = encode_form(form);
    auto answer = co_await webhooks_.roundtrip(std::move(request));
  }

  Executor& executor_;
  Transport& webhooks_;
  Signer signer_;
  int messages_ = 0;
  int posts_ = 0;
  Scope tasks_;
};

}  // namespace understudy::test
