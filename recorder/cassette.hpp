#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"
#include "core/runtime/result.hpp"

namespace understudy::recorder {

// One exchange, in either direction. Texts hold placeholders where something must not be kept, or belongs to whoever
// replays: see placeholders.hpp.
struct Interaction {
  enum class Kind {
    request,   // the app asked the API
    callback,  // Twilio posted a status to the app
    inbound,   // Twilio posted a text from a phone to the app
  };
  int id = 0;      // from 1, in the order in which they began
  Duration at{0};  // when it began, since the recording did
  Kind kind = Kind::request;
  int caused_by = 0;  // the interaction that brought it about; 0 when none is known to have
  Duration took{0};
  // Without what must not be kept. The URL of a `request` is path and query only, so that any host can answer it; that
  // of a webhook is whole, because it is signed.
  Request request;
  Result<Response> outcome;  // the answer, or why the connection ended without one
  bool operator==(const Interaction&) const = default;
};

std::string_view to_string(Interaction::Kind kind);

// A recording: what went over the wire, both directions, in the order in which it began.
struct Cassette {
  TimePoint recorded_at{};
  std::string by;        // the program that recorded it
  std::string upstream;  // the service that answered
  std::vector<Interaction> interactions;
  bool operator==(const Cassette&) const = default;
};

// YAML, one interaction an item, forms and JSON structured so that a diff reads. The text of a cassette is its head and
// then its interactions, so that one more can be added at the end.
std::string format_cassette(const Cassette& cassette);
std::string format_head(const Cassette& cassette);
std::string format_interaction(const Interaction& interaction);

// `invalid_input` as "name:line:column: what was met, what would be right"; where a file was cut off, it says how many
// interactions before the cut are whole.
Result<Cassette> parse_cassette(std::string_view yaml, std::string_view name);
// `configuration` when the file cannot be read.
Result<Cassette> load_cassette(const std::string& path);

}  // namespace understudy::recorder
