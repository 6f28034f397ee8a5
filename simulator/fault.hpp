#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/http/form.hpp"
#include "core/runtime/time.hpp"
#include "simulator/operation.hpp"

namespace understudy::simulator {

// Which of the occasions that a fault speaks of it strikes, counted from when it was planned. All numbers are at
// least 1.
struct Nth {
  int nth = 1;  // this one only; 1 is the next
  bool operator==(const Nth&) const = default;
};
struct First {
  int count = 1;  // each of so many
  bool operator==(const First&) const = default;
};
struct Every {
  int every = 1;  // the third, the sixth, the ninth …
  bool operator==(const Every&) const = default;
};
struct ByChance {
  int per_million = 0;  // each with this probability
  bool operator==(const ByChance&) const = default;
};
using Occasion = std::variant<Nth, First, Every, ByChance>;

// So long after a fault was planned (for those of a world file: after the world began), or a time of the world.
using Moment = std::variant<Duration, TimePoint>;

// What a parameter has to be, as Twilio names it: "To", "Body", "MessageStatus" …
struct Condition {
  std::string parameter;
  std::string pattern;  // * stands for any text, all else for itself
  bool operator==(const Condition&) const = default;
};

// Answered instead of acting.
struct FaultAnswer {
  int status = 500;  // HTTP, from 400 to 599
  int code = 0;      // Twilio's; 0: the usual one of the status
  std::optional<Duration> retry_after = {};
  bool operator==(const FaultAnswer&) const = default;
};

// Something that goes wrong on purpose. It has operations of the API or callbacks, not both.
struct Fault {
  enum class Drop { none, before, after };  // the connection ends without an answer, before or after the state changed
  enum class Body { whole, cut, malformed, empty, html };
  enum class Signature { right, wrong, other_url, none };

  struct Effect {
    Duration delay{0};       // before the answer, or before the callback is sent
    Drop drop = Drop::none;  // a callback that is dropped is never sent

    // of an answer
    std::optional<FaultAnswer> answer = {};
    Body body = Body::whole;
    std::optional<std::string> content_type = {};
    std::optional<int> reset = {};  // the connection is reset after so many bytes of the body
    std::optional<int> drip = {};   // bytes of the body a second

    // of a callback
    int duplicate = 0;     // sent so many more times
    bool reorder = false;  // the next one about its message goes first, if there will be one
    Signature signature = Signature::right;
    Form extra = {};  // parameters that it has besides

    bool operator==(const Effect&) const = default;
  };

  Operations on = Operation::messages_create;
  std::vector<Condition> match = {};  // all of them; an occasion that has no such parameter is another one
  Occasion occasion = Nth{1};
  std::optional<Moment> from = {};   // nothing before that is counted …
  std::optional<Moment> until = {};  // … nor from that on
  Effect effect = {};
  bool operator==(const Fault&) const = default;
};

std::string_view to_string(Fault::Drop drop);            // "none", "before", "after"
std::string_view to_string(Fault::Body body);            // "whole", "cut", "malformed", "empty", "html"
std::string_view to_string(Fault::Signature signature);  // "right", "wrong", "other_url", "none"

}  // namespace understudy::simulator
