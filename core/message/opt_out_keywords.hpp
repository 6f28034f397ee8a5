#pragma once

#include <optional>
#include <string_view>

namespace understudy {

// What a phone asks for with a single word: no more messages, messages again, or help.
enum class OptOutType { stop, start, help };

std::string_view to_string(OptOutType type);  // "STOP", "START", "HELP": OptOutType of a webhook
std::optional<OptOutType> parse_opt_out_type(std::string_view text);  // exactly one of these three

// What a text asks for by the usual keywords: it must be the one word, in any letter case, spaces around it aside.
// Whether Twilio then does something by itself depends on the number that was texted: nothing with a short code of
// one's own, and a toll-free number does not take YES for START. https://help.twilio.com/articles/223134027
std::optional<OptOutType> opt_out_keyword(std::string_view body);

}  // namespace understudy
