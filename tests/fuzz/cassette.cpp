// Cassettes.
#include "recorder/cassette.hpp"

#include "tests/fuzz/places.hpp"

namespace understudy::fuzz {

void check(std::string_view input) {
  const auto cassette = recorder::parse_cassette(input, "c.yaml");
  if (!cassette) return must_name_places(cassette.error().message, "c.yaml", input);
  const std::string written = recorder::format_cassette(*cassette);
  const auto again = recorder::parse_cassette(written, "c.yaml");
  must(again.has_value(), "what is written can be read", again ? written : again.error().message + "\n" + written);
  must(*again == *cassette, "a cassette comes back from what is written of it", written);
  must(recorder::format_cassette(*again) == written, "a cassette is always written the same way", written);
}

}  // namespace understudy::fuzz
