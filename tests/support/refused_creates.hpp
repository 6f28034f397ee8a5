#pragma once

#include <vector>

#include "core/http/form.hpp"

namespace understudy::test {

// A good create with some parameters replaced; an empty value leaves the parameter out.
Form create_with(const Form& changes);
Form many_media(int count);

// A create that the default world refuses: what is wrong with it, how it differs from a good one, and Twilio's code.
struct RefusedCreate {
  const char* what;
  Form changes;
  int code;
};
const std::vector<RefusedCreate>& refused_creates();

}  // namespace understudy::test
