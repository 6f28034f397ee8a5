#pragma once

#include <memory>
#include <string>

#include "core/observe/observer.hpp"

namespace spdlog {
class logger;
}

namespace understudy {

enum class LogLevel {
  error,    // sends that failed, credentials that were refused
  warning,  // what was throttled, repeated, withheld, or came with a bad signature
  info,     // messages sent and received, statuses
  debug,    // every request
  trace,    // and what was said in it, redacted
};

struct LogOptions {
  LogLevel level = LogLevel::info;
  std::string file{};  // empty: standard error
  // Lines that may wait to be written; beyond that the oldest are dropped. Nothing waits for a slow disk.
  std::size_t queue = 8192;
  bool show_numbers = false;  // else "+1555•••0099"
  bool show_bodies = false;   // else "(12 characters)"
};

// Writes what happens to a log: a line each, "2026-01-01T09:00:00.000000Z info sent SM… to +1555•••0099 …", at the time
// by the client's clock. No secret is ever among it.
class LogObserver final : public Observer {
 public:
  // Through a thread of its own. A file that cannot be opened is `configuration`.
  static Result<std::shared_ptr<LogObserver>> open(LogOptions options = {});
  // To a logger that the program has; its pattern should be "%v" or bring no time of its own. `queue` and `file` are
  // its business.
  LogObserver(std::shared_ptr<spdlog::logger> logger, LogOptions options);
  ~LogObserver() override;

  void on(const RequestMade& event) override;
  void on(const Retrying& event) override;
  void on(const Throttled& event) override;
  void on(const SendEnded& event) override;
  void on(const CallEnded& event) override;
  void on(const WebhookTaken& event) override;

 private:
  struct Own;  // the queue and its thread

  bool takes(LogLevel level) const { return level <= options_.level; }
  void write(LogLevel level, TimePoint at, const std::string& line);
  std::string told(const Error& error) const;
  std::string number(std::string_view address) const;
  std::string body(std::string_view text) const;
  std::string url(std::string_view url) const;
  std::string form(std::string_view encoded) const;

  std::unique_ptr<Own> own_;
  std::shared_ptr<spdlog::logger> logger_;
  const LogOptions options_;
};

}  // namespace understudy
