#pragma once

#include <string>
#include <string_view>

#include "core/http/form.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Members of the open object. A form is an object of its own, names in the order of their first use; a name that comes
// several times has an array. Credentials in a URL are struck out.
void write_form(JsonWriter& json, std::string_view name, const Form& form);
void write_url(JsonWriter& json, std::string_view name, std::string_view url);
// What was given as a URL, for people to read: credentials are struck out, even of what cannot be parsed.
std::string shown_url(std::string_view text);

}  // namespace understudy::simulator
