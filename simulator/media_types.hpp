#pragma once

#include <string>
#include <string_view>

namespace understudy::simulator {

// The type in a Content-Type, in lower case and without parameters; empty where there is none.
std::string media_type(std::string_view content_type);

// Whether a message may carry media of that type.
// https://www.twilio.com/docs/messaging/guides/accepted-mime-types
bool is_accepted_media(std::string_view type);
// Whether Twilio makes media of that type smaller where a carrier wants it; others have to be small already.
bool is_resized_media(std::string_view type);

// The type that a URL's ending speaks of; image/jpeg where it speaks of none.
std::string_view type_by_ending(std::string_view url);

// A small picture in place of media that were never fetched: a GIF or a PNG if that is the type, else a JPEG.
std::string placeholder_image(std::string_view type);

}  // namespace understudy::simulator
