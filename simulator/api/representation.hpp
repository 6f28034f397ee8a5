#pragma once

#include <string>
#include <string_view>

namespace understudy::simulator {

// Answers are made as JSON; these turn one into the API's other formats. `element` is what the resource is called.
// https://www.twilio.com/docs/usage/twilios-response

// <TwilioResponse><Message>…: names in PascalCase, URIs without .json, nulls as empty elements. A list has its envelope
// as attributes, an error is a RestException.
std::string to_xml(const std::string& json, std::string_view element);
// A line of names and a line for each resource (RFC 4180).
std::string to_csv(const std::string& json);

}  // namespace understudy::simulator
