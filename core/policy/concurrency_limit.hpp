#pragma once

#include <cstdint>

namespace understudy {

struct ConcurrencyOptions {
  int most = 50;  // requests in flight at one time, and as many to begin with; at least 1
  bool operator==(const ConcurrencyOptions&) const = default;
};

// How many requests may be in flight, learnt from the answers: Twilio limits those of one account at one time, says so
// with 429 and code 20429, and does not say what the limit is. https://www.twilio.com/docs/api/errors/20429
//
// A refusal halves the places, but what was in flight together is refused together and halves them once. After as many
// successes as there are places there is one more, up to the most.
class ConcurrencyLimit {
 public:
  // Belongs to one request. Requests that began before the last cut say nothing about the places there are now.
  class Begun {
    friend ConcurrencyLimit;
    explicit Begun(std::uint64_t cuts) : cuts_(cuts) {}
    std::uint64_t cuts_;
  };

  explicit ConcurrencyLimit(ConcurrencyOptions options);

  // From 1 to the most.
  int places() const { return places_; }
  [[nodiscard]] Begun begin() const { return Begun(cuts_); }
  // Answered, and not with 20429. An answer that never came is reported by neither.
  void accepted(Begun request);
  // Answered with 20429.
  void refused(Begun request);

 private:
  ConcurrencyOptions options_;
  int places_;
  int accepted_ = 0;  // since the places changed
  std::uint64_t cuts_ = 0;
};

}  // namespace understudy
