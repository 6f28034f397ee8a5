#pragma once

#include <cstdint>
#include <optional>

#include "core/runtime/time.hpp"

namespace understudy {

struct BreakerOptions {
  int failures_to_open = 5;                      // in a row; at least 1
  Duration open_for = std::chrono::seconds(30);  // before the first probe
  int successes_to_close = 2;                    // probes in a row; at least 1
  bool operator==(const BreakerOptions&) const = default;
};

// What a request said about the health of the service.
enum class Outcome {
  success,
  failure,
  abandoned,  // nothing: cancelled, or ended in something that is no sign of health or sickness
};

// Holds requests back from a service that keeps failing. Closed it admits all; after failures_to_open in a row it is
// open and admits none; after open_for it is half open and lets probes through, one at a time, until enough have
// succeeded to close it or one fails and opens it again.
//
// Every admission is answered by one record, `abandoned` if need be: until then a probe keeps its place.
class CircuitBreaker {
 public:
  enum class State { closed, open, half_open };

  // Belongs to one request. It says which stretch of the breaker's life the request was admitted in, so that what comes
  // in late neither closes, opens nor probes anything.
  class Admission {
    friend CircuitBreaker;
    explicit Admission(std::uint64_t stretch) : stretch_(stretch) {}
    std::uint64_t stretch_;
  };

  explicit CircuitBreaker(BreakerOptions options);

  State state(TimePoint now) const;
  [[nodiscard]] std::optional<Admission> try_admit(TimePoint now);
  void record(Admission admission, Outcome outcome, TimePoint now);
  // How long an open breaker stays open; nothing when it is not open. What a probe will bring cannot be foretold.
  std::optional<Duration> retry_after(TimePoint now) const;

 private:
  void record_closed(Outcome outcome, TimePoint now);
  void record_probe(Outcome outcome, TimePoint now);
  void open(TimePoint now);
  void close();

  BreakerOptions options_;
  std::optional<TimePoint> opened_at_;  // nothing while closed
  std::uint64_t stretch_ = 0;           // a new one with every probe
  bool probing_ = false;
  int failures_ = 0;   // in a row, while closed
  int successes_ = 0;  // of probes in a row, while half open
};

}  // namespace understudy
