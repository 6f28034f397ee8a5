#include "core/observe/log_observer.hpp"

#include <array>

#include "core/api/message_resource.hpp"
#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/message/masked.hpp"
#include "core/message/utf8.hpp"
#include "core/webhook/events.hpp"

#include <fmt/format.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace understudy {
namespace {

std::string_view word(LogLevel level) {
  switch (level) {
    case LogLevel::error: return "error";
    case LogLevel::warning: return "warning";
    case LogLevel::info: return "info";
    case LogLevel::debug: return "debug";
    case LogLevel::trace: return "trace";
  }
  return "unknown";
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::trace: return spdlog::level::trace;
  }
  return spdlog::level::off;
}

// What hinders one message, or is the caller's wish, is not yet an operator's business.
LogLevel level_of(const Error& error) {
  if (error.in_doubt) return LogLevel::error;
  switch (error.code) {
    case ErrorCode::opted_out:
    case ErrorCode::withheld:
    case ErrorCode::deferred:
    case ErrorCode::cancelled: return LogLevel::warning;
    default: break;
  }
  return category_of(error.code) == ErrorCategory::rate_limit ? LogLevel::warning : LogLevel::error;
}

// The service's words name numbers, and so do URLs.
std::string describe(const Error& error, bool show_numbers) {
  std::string text(to_string(error.code));
  if (error.in_doubt) text += " in doubt";
  text += ": " + (show_numbers ? error.message : with_masked_numbers(error.message));
  if (!error.request_id.empty()) text += " (" + error.request_id + ")";
  return text;
}

std::size_t characters(std::string_view utf8) {
  std::size_t count = 0;
  for (char c : utf8) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

// A line stays one, whatever came in from outside.
std::string one_line(std::string_view text) {
  std::string line;
  for (char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      line += c;
    }
  }
  return line;
}

constexpr std::array<std::string_view, 3> number_fields{"To", "From", "FallbackFrom"};
constexpr std::array<std::string_view, 3> text_fields{"Body", "ContentVariables", "Tags"};

bool is_one_of(std::string_view name, const std::array<std::string_view, 3>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

struct LogObserver::Own {
  explicit Own(std::size_t queue) : pool(std::make_shared<spdlog::details::thread_pool>(queue, 1)) {}
  std::shared_ptr<spdlog::details::thread_pool> pool;
};

Result<std::shared_ptr<LogObserver>> LogObserver::open(LogOptions options) {
  auto own = std::make_unique<Own>(std::max<std::size_t>(options.queue, 1));
  spdlog::sink_ptr sink;
  try {
    if (options.file.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file);
    }
  } catch (const spdlog::spdlog_ex& why) {
    return failure(ErrorCode::configuration, std::string("the log cannot be opened: ") + why.what());
  }
  auto logger = std::make_shared<spdlog::async_logger>("understudy", std::move(sink), own->pool,
                                                       spdlog::async_overflow_policy::overrun_oldest);
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::warn);
  auto observer = std::make_shared<LogObserver>(std::move(logger), std::move(options));
  observer->own_ = std::move(own);
  return observer;
}

LogObserver::LogObserver(std::shared_ptr<spdlog::logger> logger, LogOptions options)
    : logger_(std::move(logger)), options_(std::move(options)) {}
LogObserver::~LogObserver() = default;

void LogObserver::write(LogLevel level, TimePoint at, const std::string& line) {
  logger_->log(to_spdlog(level), "{} {} {}", format_timestamp(at), word(level), one_line(line));
}

void LogObserver::on(const RequestMade& event) {
  const bool refused = event.status == 401 || event.status == 403;
  const LogLevel level = refused ? LogLevel::error : LogLevel::debug;
  if (!takes(level)) return;
  const std::string outcome = event.error ? told(*event.error) : std::to_string(event.status);
  const std::string id = event.request_id.empty() ? "" : fmt::format(" {}", event.request_id);
  write(level, event.ended,
        fmt::format("{} {} {} in {}{} attempt {} of {}", event.method, url(event.url), outcome,
                    format_duration(event.ended - event.began), id, event.attempt, event.operation));
  if (!takes(LogLevel::trace)) return;
  if (!event.body.empty()) write(LogLevel::trace, event.began, "asked " + form(event.body));
  if (!event.answer.empty()) write(LogLevel::trace, event.ended, "answered " + body(event.answer));
}

void LogObserver::on(const Retrying& event) {
  if (!takes(LogLevel::warning)) return;
  write(LogLevel::warning, event.at,
        fmt::format("repeating {} in {} after attempt {}: {}", event.operation, format_duration(event.after),
                    event.attempts, told(event.error)));
}

void LogObserver::on(const Throttled& event) {
  if (!takes(LogLevel::warning)) return;
  const std::string sender = event.sender.empty() ? "" : " of " + std::string(event.sender);
  write(LogLevel::warning, event.at,
        fmt::format("throttled {}{} by {}", event.operation, sender, to_string(event.limit)));
}

void LogObserver::on(const SendEnded& event) {
  const LogLevel level = event.message ? LogLevel::info : level_of(*event.error);
  if (!takes(level)) return;
  const std::string_view sender = event.from.empty() ? event.messaging_service_sid : event.from;
  const std::string redirected = event.sent_to == event.to ? "" : " redirected to " + number(event.sent_to);
  const std::string ends = fmt::format("to {}{} from {} {}", number(event.to), redirected, sender, body(event.body));
  const std::string took = format_duration(event.ended - event.began);
  if (event.message) {
    write(level, event.ended,
          fmt::format("sent {} {} {} in {}, {} attempt{}{}", event.message->sid.text(),
                      to_string(event.message->status), ends, took, event.attempts, event.attempts == 1 ? "" : "s",
                      event.reconciled ? ", reconciled" : ""));
  } else {
    write(level, event.ended, fmt::format("not sent {} in {}: {}", ends, took, told(*event.error)));
  }
}

void LogObserver::on(const CallEnded& event) {
  const LogLevel level = event.error ? LogLevel::error : LogLevel::debug;
  if (!takes(level)) return;
  const std::string outcome = event.error ? " failed: " + told(*event.error) : " done";
  write(level, event.ended, std::string(event.operation) + outcome);
}

void LogObserver::on(const WebhookTaken& event) {
  const LogLevel level = event.error ? LogLevel::warning : LogLevel::info;
  if (!takes(level)) return;
  if (event.update) {
    const std::string code = event.update->error_code ? fmt::format(" {}", *event.update->error_code) : "";
    write(level, event.ended,
          fmt::format("status {} {}{} to {}", event.update->message.text(), to_string(event.update->status), code,
                      number(event.update->to)));
  } else if (event.message) {
    write(level, event.ended,
          fmt::format("received {} from {} to {} {}", event.message->message.text(), number(event.message->from),
                      event.message->to, body(event.message->body)));
  } else if (event.error) {
    write(level, event.ended, "webhook refused: " + told(*event.error));
  }
}

std::string LogObserver::told(const Error& error) const { return describe(error, options_.show_numbers); }

std::string LogObserver::number(std::string_view address) const {
  return options_.show_numbers ? std::string(address) : masked_number(address);
}

std::string LogObserver::body(std::string_view text) const {
  if (options_.show_bodies) return fmt::format("\"{}\"", text);
  return fmt::format("({} characters)", characters(text));
}

// Of a request of ours: queries name recipients.
std::string LogObserver::url(std::string_view url) const {
  const std::string_view query = query_of(url);
  const std::string_view rest = url.substr(0, url.size() - query.size());  // Lookup has a number in it
  return (options_.show_numbers ? std::string(rest) : with_masked_numbers(rest)) + form(query);
}

std::string LogObserver::form(std::string_view encoded) const {
  std::string text;
  const Form fields = decode_form(encoded);
  for (const auto& [name, value] : fields) {
    const bool is_text = is_one_of(name, text_fields);
    const std::string shown = is_text                          ? body(value)
                              : is_one_of(name, number_fields) ? number(value)
                                                               : std::string(value);
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, shown);
  }
  return text;
}

}  // namespace understudy
