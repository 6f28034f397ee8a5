#include "core/policy/test_mode.hpp"

#include "core/message/address.hpp"
#include "core/message/masked.hpp"
#include "core/message/phone_number.hpp"

namespace understudy {

std::optional<Error> TestMode::check() const {
  if (PhoneNumber::parse(redirect_to)) return std::nullopt;
  return Error(ErrorCode::configuration,
               "test mode should redirect to a number like +14155552671, not \"" + masked_number(redirect_to) + "\"");
}

Destination destination_of(std::string_view to, const std::optional<TestMode>& test_mode) {
  Destination destination{.sent_to = std::string(to), .meant_for = std::string(to)};
  if (!test_mode) return destination;
  const std::string_view channel = to.substr(0, to.size() - without_channel(to).size());
  destination.sent_to = std::string(channel) + test_mode->redirect_to;
  return destination;
}

}  // namespace understudy
