#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::simulator {

// A template's body with each {{name}} replaced by its variable; nothing if the variables, a JSON object of texts, are
// none. A name that has no variable stays. https://www.twilio.com/docs/content/using-variables-with-content-api
std::optional<std::string> filled_in(std::string_view body, std::string_view variables);

}  // namespace understudy::simulator
