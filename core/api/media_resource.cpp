#include "core/api/media_resource.hpp"

#include "core/api/json_reading.hpp"

namespace understudy {
namespace {

Media read(const json::Object& object) {
  return {json::text(object, "sid"), json::text(object, "parent_sid"), json::text(object, "content_type"),
          json::date(object, "date_created")};
}

}  // namespace

Result<Media> parse_media(std::string_view text) { return json::read_object<Media>(text, read); }

Result<MediaPage> parse_media_page(std::string_view text) {
  return json::read_object<MediaPage>(text, [](const json::Object& object) {
    return MediaPage{json::list<Media>(object, "media_list", read), json::text_or_null(object, "next_page_uri")};
  });
}

}  // namespace understudy
