#include "scenarios/runner/judge.hpp"

#include <fmt/format.h>

namespace understudy::scenarios {
namespace {

// Compares one field after the other and remembers where they differ.
class Comparison {
 public:
  void field(std::string_view name, const std::optional<int>& expected, int got) {
    if (expected && *expected != got) differs(name, std::to_string(*expected), std::to_string(got));
  }
  void field(std::string_view name, const std::optional<std::string>& expected, const std::string& got) {
    if (expected && *expected != got) differs(name, quoted(*expected), quoted(got));
  }
  template <class Enum>
  void word(std::string_view name, const std::optional<Enum>& expected, Enum got) {
    if (expected && *expected != got) differs(name, std::string(to_string(*expected)), std::string(to_string(got)));
  }
  void error_code(const std::optional<int>& expected, const std::optional<int>& got) {
    auto text = [](int code) { return code == 0 ? std::string("none") : std::to_string(code); };
    if (expected && *expected != got.value_or(0)) differs("error_code", text(*expected), text(got.value_or(0)));
  }
  Mismatches found() && { return std::move(found_); }

 private:
  static std::string quoted(const std::string& text) { return '"' + text + '"'; }
  void differs(std::string_view name, std::string expected, std::string got) {
    found_.push_back({fmt::format("{} {}", name, expected), std::move(got)});
  }
  Mismatches found_;
};

}  // namespace

Mismatches judge(const ExpectMessage& expected, const Message& message, int attempts) {
  Comparison compare;
  compare.word("status", expected.status, message.status);
  compare.field("attempts", expected.attempts, attempts);
  compare.error_code(expected.error_code, message.error_code);
  compare.field("num_segments", expected.num_segments, message.num_segments);
  compare.field("num_media", expected.num_media, message.num_media);
  compare.field("to", expected.to, message.to);
  compare.field("from", expected.from, message.from.value_or(""));
  compare.field("body", expected.body, message.body);
  return std::move(compare).found();
}

Mismatches judge(const ExpectedFailure& expected, const Result<Receipt>& result) {
  if (result) {
    return {{"the message to be refused",
             fmt::format("{}, {}", result->message.sid.text(), to_string(result->message.status))}};
  }
  const Error& error = result.error();
  Comparison compare;
  compare.field("code", expected.code, error.provider_code);
  compare.word("error", expected.error, error.code);
  compare.field("attempts", expected.attempts, error.attempts);
  Mismatches found = std::move(compare).found();
  for (Mismatch& mismatch : found) mismatch.got += fmt::format(" ({})", describe(error));
  return found;
}

std::string describe(const Error& error) {
  std::string text(to_string(error.code));
  // Why an answer never came is told in other words in memory than over sockets.
  const bool unanswered =
      error.code == ErrorCode::timeout || error.code == ErrorCode::connection_lost || never_connected(error.code);
  if (!unanswered) text += ": " + error.message;
  if (error.attempts > 1) text += fmt::format(", after {} attempts", error.attempts);
  return text;
}

std::string describe(const StatusUpdate& update) {
  std::string text(to_string(update.status));
  if (update.error_code) text += fmt::format(" ({})", *update.error_code);
  return text;
}

}  // namespace understudy::scenarios
