#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/client/client.hpp"
#include "core/runtime/virtual_executor.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/watching_observer.hpp"

namespace understudy::test {

inline const std::string account = "AC0123456789abcdef0123456789abcdef";
inline const std::string sid = "SM00112233445566778899aabbccddeeff";
inline const std::string token = "0123456789abcdef0123456789abcdef";

inline std::string message_json(const std::string& status = "queued", const std::string& message_sid = sid) {
  return R"({"body":"hi","num_segments":"1","direction":"outbound-api","from":"+15550100001","date_updated":)"
         R"("Thu, 01 Jan 2026 09:00:00 +0000","price":null,"error_message":null,"uri":"/x","account_sid":")" +
         account +
         R"(","num_media":"0","to":"+15550100099","date_created":"Thu, 01 Jan 2026 09:00:00 +0000","status":")" +
         status + R"(","sid":")" + message_sid +
         R"(","date_sent":null,"messaging_service_sid":null,"error_code":null,"price_unit":"USD",)"
         R"("api_version":"2010-04-01","subresource_uris":{}})";
}

inline Response created() { return Response(201, "application/json", message_json()); }
inline Response refused(int status, int code, const std::string& message = "no") {
  return Response(status, "application/json",
                  R"({"code":)" + std::to_string(code) + R"(,"message":")" + message + R"(","more_info":"","status":)" +
                      std::to_string(status) + "}");
}
// A page of the list of messages.
inline Response page_of(const std::string& messages, const std::string& next_page_uri = "") {
  const std::string next = next_page_uri.empty() ? "null" : "\"" + next_page_uri + "\"";
  return Response(200, "application/json", R"({"messages":[)" + messages + R"(],"next_page_uri":)" + next + "}");
}

// A client at a network that answers what it was told, at nine o'clock on New Year's Day.
struct ClientBench {
  ClientBench() {
    config.credentials = {account, account, Secret(token)};
    config.reconciliation.mark_callbacks = false;
    config.observer = watcher;
  }
  Client client() { return Client(executor, transport, config); }
  Duration elapsed() const { return executor.now() - start; }
  OutgoingMessage hello(const std::string& from = "+15550100001") const {
    OutgoingMessage message;
    message.to = "+15550100099";
    message.from = from;
    message.body = "hi";
    return message;
  }
  // Lets time pass for all that runs.
  void wait(Duration time) {
    auto sleep = [](Executor& e, Duration t) -> Task<> { co_await sleep_for(e, t); };
    Pending<void>(executor, sleep(executor, time)).get();
  }

  const TimePoint start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::hours(9);
  VirtualExecutor executor{start};
  ScriptedTransport transport{executor};
  std::shared_ptr<WatchingObserver> watcher = std::make_shared<WatchingObserver>();
  Config config;
};

}  // namespace understudy::test
