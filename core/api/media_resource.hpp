#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/result.hpp"

namespace understudy {

// A picture or other file of a message. https://www.twilio.com/docs/messaging/api/media-resource
struct Media {
  std::string sid;          // "ME…"
  std::string message_sid;  // that it belongs to
  std::string content_type;
  std::optional<TimePoint> date_created;
  bool operator==(const Media&) const = default;
};

// Each reads an answer's JSON; `bad_response` says which field is missing or of another type.
Result<Media> parse_media(std::string_view json);
struct MediaPage {
  std::vector<Media> media;
  std::optional<std::string> next_page_uri;  // a path; nothing on the last page
};
Result<MediaPage> parse_media_page(std::string_view json);

}  // namespace understudy
