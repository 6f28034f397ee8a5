#include "simulator/media.hpp"

#include "simulator/media_types.hpp"

namespace understudy::simulator {

std::string Media::content() const { return placeholder ? placeholder_image(content_type) : bytes; }

void MediaStore::add(std::size_t message, Media media) {
  const std::uint64_t age = added_++;
  bytes_ += media.bytes.size();
  if (!media.bytes.empty()) by_age_.emplace(age, message);
  media_.emplace(Place{message, age}, std::move(media));
  while (bytes_ > bytes_max_) {
    const auto [oldest, of] = *by_age_.begin();
    remove(media_.find({of, oldest}));
  }
}

std::vector<const Media*> MediaStore::of(std::size_t message) const {
  std::vector<const Media*> found;
  for (auto at = first_of(message); at != media_.end() && at->first.first == message; ++at) {
    found.push_back(&at->second);
  }
  return found;
}

const Media* MediaStore::find(std::size_t message, std::string_view sid) const {
  for (auto at = first_of(message); at != media_.end() && at->first.first == message; ++at) {
    if (at->second.sid == sid) return &at->second;
  }
  return nullptr;
}

bool MediaStore::erase(std::size_t message, std::string_view sid) {
  for (auto at = media_.lower_bound({message, 0}); at != media_.end() && at->first.first == message; ++at) {
    if (at->second.sid != sid) continue;
    remove(at);
    return true;
  }
  return false;
}

void MediaStore::erase_all(std::size_t message) {
  for (auto at = media_.lower_bound({message, 0}); at != media_.end() && at->first.first == message;) at = remove(at);
}

MediaStore::Places::iterator MediaStore::remove(Places::iterator at) {
  bytes_ -= at->second.bytes.size();
  by_age_.erase(at->first.second);
  return media_.erase(at);
}

}  // namespace understudy::simulator
