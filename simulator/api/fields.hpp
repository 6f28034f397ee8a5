#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/form.hpp"
#include "simulator/api/answer.hpp"
#include "simulator/dates.hpp"

namespace understudy {
class JsonWriter;
}

namespace understudy::simulator {

// Parameters that describe a resource, such as SmsUrl. What a form does not name stays as it is; an empty URL is none.
void set(std::optional<std::string>& url, const Form& form, std::string_view name);
void set(std::string& text, const Form& form, std::string_view name);
void set(bool& flag, const Form& form, std::string_view name);

// What is wrong with the first of those parameters that is not what it should be.
struct Fields {
  std::initializer_list<const char*> urls;
  std::initializer_list<const char*> methods;  // GET or POST
  std::initializer_list<const char*> flags;    // true or false

  std::optional<Refusal> objection(const Form& form) const;
};

// date_created and date_updated as the 2010 API has them, of what is there since the beginning at the latest.
void write_dates(JsonWriter& json, const Dates& dates, TimePoint beginning);

}  // namespace understudy::simulator
