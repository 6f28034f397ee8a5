#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"
#include "core/webhook/diagnosis.hpp"
#include "simulator/config.hpp"
#include "simulator/faults.hpp"

namespace understudy::simulator {

// Something that Twilio's debugger would show. https://www.twilio.com/docs/api/errors
struct Alert {
  TimePoint at;
  int code = 0;
  std::string text;
  std::string message_sid;
};

// What was posted to an app and what came of it; the newest request where there were several.
struct WebhookRecord {
  std::uint64_t id = 0;
  Operation on = Operation::callback_status;
  std::string message_sid;
  TimePoint planned{};
  int attempts = 0;            // 0: held back so far
  std::string method = {};     // of the newest request, as are ...
  std::string url = {};        // ... the URL that was asked for and signed
  std::string body = {};       // ... the form in the body, encoded
  std::string signature = {};  // ... and its X-Twilio-Signature
  std::optional<TimePoint> answered = {};
  std::optional<int> status = {};         // HTTP, if there was an answer
  std::optional<ErrorCode> absence = {};  // why there was none
  int error_code = 0;                     // Twilio's
  std::vector<Strike> strikes = {};       // what went wrong with it on purpose

  // A new one in place of an old one, whose texts keep their memory.
  void begin(std::uint64_t new_id, Operation operation, std::string_view sid, TimePoint now);
  void sent(const Request& request, int attempt);
  void ended(const Result<Response>& outcome, int error, TimePoint now);
};

// The newest entries; older ones are dropped and counted.
template <class T>
class NewestOf {
 public:
  // The place of a new entry. It may still hold the one that is dropped, whose memory can be used again.
  T& add() {
    if (entries_.size() < kept_max) return entries_.emplace_back();
    return entries_[dropped_++ % kept_max];
  }
  // The n-th that was ever added, from 0; nullptr once it is dropped, and before it is there.
  T* find(std::uint64_t n) {
    return n < dropped_ || n - dropped_ >= entries_.size() ? nullptr : &entries_[n % kept_max];
  }
  const T* find(std::uint64_t n) const { return const_cast<NewestOf*>(this)->find(n); }
  std::uint64_t dropped() const { return dropped_; }

  static constexpr std::size_t kept_max = 1000;

 private:
  std::vector<T> entries_;  // a ring, once it is full
  std::uint64_t dropped_ = 0;
};

// How a webhook was signed, and what a receiver comes to that checks it wrongly.
struct SignatureExplanation {
  SignedWebhook webhook;
  std::string signed_string;
  std::vector<Mistake> mistakes;
};

}  // namespace understudy::simulator
