#include "core/policy/allow_list.hpp"

#include <algorithm>

#include "core/message/address.hpp"
#include "core/message/masked.hpp"
#include "core/message/phone_number.hpp"

namespace understudy {
namespace {

tl::unexpected<Error> wrong(std::string message) { return failure(ErrorCode::configuration, std::move(message)); }

bool can_begin_number(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() > 1 && text.starts_with('+') && text[1] != '0' && std::ranges::all_of(text.substr(1), is_digit);
}

}  // namespace

Result<AllowList> AllowList::make(const AllowListOptions& options) {
  if (options.numbers.empty() && options.prefixes.empty()) {
    return wrong("an allow list should name at least one number or prefix; without any nothing could be sent");
  }
  AllowList list;
  for (const std::string& text : options.numbers) {
    const std::string number = plain_address(text);
    if (!PhoneNumber::parse(without_channel(number)))
      return wrong("an allow list should have numbers like +14155552671, not \"" + masked_number(text) + "\"");
    list.numbers_.insert(number);
  }
  for (const std::string& text : options.prefixes) {
    const std::string prefix = plain_address(text);
    if (!can_begin_number(without_channel(prefix)))
      return wrong("an allow list should have prefixes like +1415, not \"" + masked_number(text) + "\"");
    list.prefixes_.push_back(prefix);
  }
  return list;
}

bool AllowList::allows(std::string_view address) const {
  const std::string plain = plain_address(address);
  return numbers_.contains(plain) ||
         std::ranges::any_of(prefixes_, [&](const std::string& prefix) { return plain.starts_with(prefix); });
}

std::optional<Error> AllowList::refusal(const GateQuestion& question, TimePoint) const {
  if (allows(question.goes_to())) return std::nullopt;
  return Error(ErrorCode::withheld, masked_number(question.goes_to()) + " is none of the " +
                                        std::to_string(numbers_.size()) + " numbers and " +
                                        std::to_string(prefixes_.size()) +
                                        " prefixes that messages may go to; add it to the allow list if it should be");
}

}  // namespace understudy
