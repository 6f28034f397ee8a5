#include "simulator/api/magic_numbers.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

Refusal not_a_sender(std::string_view from) {
  return {
      400, 21606,
      fmt::format("The From phone number {} is not a valid, SMS-capable inbound phone number or short code for your "
                  "account.",
                  from)};
}

std::optional<Refusal> objection_to_sender(std::string_view from) {
  if (from == "+15005550001") {
    return Refusal{
        400, 21212,
        fmt::format("The 'From' number {} is not a valid phone number, shortcode, or alphanumeric sender ID.", from)};
  }
  if (from == "+15005550007") return not_a_sender(from);
  if (from == "+15005550008") return Refusal{429, 21611, "SMS queue is full."};
  return std::nullopt;
}

std::optional<Refusal> objection_to_recipient(std::string_view from, std::string_view to, bool with_media) {
  if (to == "+15005550001")
    return Refusal{400, 21211, fmt::format("The 'To' number {} is not a valid phone number.", to)};
  if (to == "+15005550002") {
    return Refusal{
        400, 21612,
        fmt::format("The 'To' phone number: {}, is not currently reachable using the 'From' phone number: {} "
                    "via {}.",
                    to, from, with_media ? "MMS" : "SMS")};
  }
  if (to == "+15005550003") {
    return Refusal{400, 21408,
                   fmt::format("Permission to send an SMS has not been enabled for the region indicated by the 'To' "
                               "number: {}.",
                               to)};
  }
  if (to == "+15005550004") return Refusal{400, 21610, "Attempt to send to unsubscribed recipient"};
  if (to == "+15005550009") return Refusal{400, 21614, fmt::format("To number: {}, is not a mobile number", to)};
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> MagicCheck::objection() const {
  if (auto refusal = objection_to_sender(from)) return refusal;
  return objection_to_recipient(from, to, with_media);
}

std::optional<Refusal> MagicCheck::objection_for_test() const {
  constexpr std::string_view only_sender = "+15005550006";
  if (auto refusal = objection_to_sender(from)) return refusal;
  if (from != only_sender) return not_a_sender(from);
  return objection_to_recipient(from, to, with_media);
}

}  // namespace understudy::simulator
