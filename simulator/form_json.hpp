#pragma once

#include <string_view>

#include "core/http/form.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// A form as a JSON object, names in the order of their first use; a name that comes several times has an array.
// Credentials in a URL are struck out.
void write_form(JsonWriter& json, const Form& form);
void write_url(JsonWriter& json, std::string_view url);

}  // namespace understudy::simulator
