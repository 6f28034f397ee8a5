#include "simulator/media_types.hpp"

#include <algorithm>

#include "core/text/base64.hpp"

namespace understudy::simulator {
namespace {

constexpr std::string_view resized[] = {"image/jpeg", "image/jpg", "image/gif", "image/png"};

constexpr std::string_view others[] = {
    "application/pdf", "application/vcard", "application/vnd.apple.pkpass",
    "audio/3gpp",      "audio/3gpp2",       "audio/ac3",
    "audio/amr",       "audio/amr-nb",      "audio/basic",
    "audio/l24",       "audio/mp4",         "audio/mpeg",
    "audio/ogg",       "audio/vnd.wave",    "audio/vnd.rn-realaudio",
    "audio/webm",      "image/bmp",         "image/tiff",
    "text/calendar",   "text/csv",          "text/directory",
    "text/richtext",   "text/rtf",          "text/vcard",
    "text/x-vcard",    "video/3gpp",        "video/3gpp-tt",
    "video/3gpp2",     "video/h261",        "video/h263",
    "video/h263-1998", "video/h263-2000",   "video/h264",
    "video/mp4",       "video/mpeg",        "video/quicktime",
    "video/webm",
};

constexpr std::pair<std::string_view, std::string_view> endings[] = {
    {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},     {".png", "image/png"},  {".gif", "image/gif"},
    {".bmp", "image/bmp"},  {".tiff", "image/tiff"},     {".mp3", "audio/mpeg"}, {".ogg", "audio/ogg"},
    {".amr", "audio/amr"},  {".wav", "audio/vnd.wave"},  {".mp4", "video/mp4"},  {".mov", "video/quicktime"},
    {".vcf", "text/vcard"}, {".pdf", "application/pdf"}, {".csv", "text/csv"},   {".ics", "text/calendar"},
};

constexpr std::string_view jpeg =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    "AQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z";
constexpr std::string_view png =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAADklEQVR42mNogAIGyhgAgIQgARDoahcAAAAASUVORK5CYII=";
constexpr std::string_view gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

}  // namespace

std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  std::erase(type, ' ');
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return type;
}

bool is_accepted_media(std::string_view type) {
  return is_resized_media(type) || std::ranges::find(others, type) != std::end(others);
}

bool is_resized_media(std::string_view type) { return std::ranges::find(resized, type) != std::end(resized); }

std::string_view type_by_ending(std::string_view url) {
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  for (const auto& [ending, type] : endings) {
    if (path.ends_with(ending)) return type;
  }
  return "image/jpeg";
}

std::string placeholder_image(std::string_view type) {
  const std::string_view text = type == "image/png" ? png : type == "image/gif" ? gif : jpeg;
  return base64_decode(text).value_or("");
}

}  // namespace understudy::simulator
