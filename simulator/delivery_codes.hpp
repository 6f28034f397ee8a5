#pragma once

#include <span>
#include <string_view>

#include "core/message/status.hpp"

namespace understudy::simulator {

// An error that a message ends with after it was accepted. https://www.twilio.com/docs/api/errors
struct DeliveryCode {
  int code;
  MessageStatus last;  // failed: never left Twilio; undelivered: a carrier or handset refused it
  std::string_view message;
};

// All that are known, in order of their codes.
std::span<const DeliveryCode> delivery_codes();
const DeliveryCode* find_delivery_code(int code);  // nullptr when it is not known

}  // namespace understudy::simulator
