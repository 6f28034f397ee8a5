#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/message/segments.hpp"
#include "core/runtime/result.hpp"

namespace understudy {

// What Twilio takes at most: 1,601 are refused with 21617.
// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
inline constexpr int message_characters_max = 1600;

// How long texts are meant to be, well below what the service takes.
struct TextLimits {
  int characters = 320;  // UTF-16 code units, as Twilio counts
  int segments = 2;
  bool reject = false;  // a longer text is an error; else it is a warning
  bool operator==(const TextLimits&) const = default;
};

// Which of the limits a text is over, and by how much.
struct TextWarning {
  enum class Kind { characters, segments };
  Kind kind;
  int met;
  int limit;
  std::string message;  // for people; says which character costs the most
  bool operator==(const TextWarning&) const = default;
};

struct CheckedText {
  Segmentation segmentation;  // of the text as it is; smart encoding may make it cheaper
  std::vector<TextWarning> warnings;
};

// What a text comes to when it is sent. `too_long` for more than Twilio takes, and for more than the limits allow when
// they reject.
Result<CheckedText> check_text(std::string_view text, const TextLimits& limits);

}  // namespace understudy
