#include "core/message/text_limits.hpp"

#include "core/message/gsm7.hpp"
#include "core/message/utf8.hpp"

#include <fmt/format.h>

namespace understudy {
namespace {

// "; it is UCS-2 for '’' (U+2019)": one such character more than halves what a segment holds. Nothing for GSM-7.
std::string reason_for_ucs2(std::string_view text) {
  while (!text.empty()) {
    const std::string_view rest = text;
    const char32_t code_point = take_code_point(text);
    if (gsm7_septets(code_point) != 0) continue;
    const std::string_view met = rest.substr(0, rest.size() - text.size());
    const bool shown = code_point >= U' ' && code_point != U'\uFFFD';
    return fmt::format("; it is UCS-2 for {}(U+{:04X})", shown ? fmt::format("'{}' ", met) : "",
                       static_cast<std::uint32_t>(code_point));
  }
  return {};
}

}  // namespace

Result<CheckedText> check_text(std::string_view text, const TextLimits& limits) {
  const int characters = static_cast<int>(utf16_units(text));
  if (characters > message_characters_max) {
    return failure(ErrorCode::too_long, fmt::format("the text has {} characters, and a message may have {} at most",
                                                    characters, message_characters_max));
  }
  CheckedText checked{.segmentation = segment(text), .warnings = {}};
  if (characters > limits.characters) {
    checked.warnings.push_back(
        {TextWarning::Kind::characters, characters, limits.characters,
         fmt::format("the text has {} characters, more than {}", characters, limits.characters)});
  }
  const int segments = checked.segmentation.segments;
  if (segments > limits.segments) {
    checked.warnings.push_back(
        {TextWarning::Kind::segments, segments, limits.segments,
         fmt::format("the text takes {} segments, more than {}{}", segments, limits.segments, reason_for_ucs2(text))});
  }
  if (!limits.reject || checked.warnings.empty()) return checked;
  std::string message = checked.warnings.front().message;
  if (checked.warnings.size() > 1) message += "; " + checked.warnings.back().message;
  return failure(ErrorCode::too_long, std::move(message));
}

}  // namespace understudy
