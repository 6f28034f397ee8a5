#pragma once

#include <string_view>

namespace understudy {

// What goes with a status code on the wire, such as "Created"; empty for one that is not registered. No client may
// depend on it (RFC 9110 §15, and the IANA registry of status codes).
std::string_view reason_phrase(int status);

}  // namespace understudy
