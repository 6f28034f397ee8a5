#pragma once

#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "core/http/message.hpp"
#include "core/text/base64.hpp"

namespace understudy::test {

// Requests as any client of Twilio makes them, with the default world's credentials.
inline constexpr std::string_view account_sid = "ACc0ffee00c0ffee00c0ffee00c0ffee00";
inline constexpr std::string_view auth_token = "5eed5eed5eed5eed5eed5eed5eed5eed";
inline constexpr std::string_view twilio_origin = "http://twilio.localhost";

inline std::string basic(std::string_view user_name, std::string_view password) {
  return "Basic " + base64_encode(std::string(user_name) + ":" + std::string(password));
}

inline Request twilio_request(std::string method, std::string_view path) {
  Request request(std::move(method), std::string(twilio_origin) + std::string(path));
  request.headers.add("Authorization", basic(account_sid, auth_token));
  return request;
}

inline std::string messages_path() { return "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages.json"; }

inline Request create_request(const Form& form) {
  Request request = twilio_request("POST", messages_path());
  request.headers.add("Content-Type", std::string(form_content_type));
  request.body = encode_form(form);
  return request;
}

inline Request fetch_request(std::string_view sid) {
  return twilio_request("GET",
                        "/2010-04-01/Accounts/" + std::string(account_sid) + "/Messages/" + std::string(sid) + ".json");
}

}  // namespace understudy::test
