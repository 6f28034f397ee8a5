#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// What comes with a message before it is there: a URL where it can be fetched, or its bytes themselves.
struct MediaSource {
  std::string url = {};  // empty: the bytes are here
  std::string content_type = {};
  std::string bytes = {};
};

// A picture, a sound or the like that belongs to a message.
// https://www.twilio.com/docs/messaging/api/media-resource
struct Media {
  std::string sid = {};  // ME and 32 hexadecimal digits
  std::string content_type = {};
  TimePoint created{};
  bool placeholder = false;  // nothing was fetched; what is shown is a small picture
  std::string bytes = {};    // none of a placeholder

  std::string content() const;
};

// The media of a world's messages, which are known here by their index. Bytes are kept up to a total; beyond it the
// oldest media go, as if they had been deleted.
class MediaStore {
 public:
  explicit MediaStore(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  void add(std::size_t message, Media media);
  // In the order in which they were added.
  std::vector<const Media*> of(std::size_t message) const;
  const Media* find(std::size_t message, std::string_view sid) const;  // nullptr when it is not there
  bool erase(std::size_t message, std::string_view sid);               // false when it was not there
  void erase_all(std::size_t message);
  std::uint64_t bytes() const { return bytes_; }

 private:
  // By message, and for each by age.
  using Place = std::pair<std::size_t, std::uint64_t>;
  using Places = std::map<Place, Media>;

  Places::const_iterator first_of(std::size_t message) const { return media_.lower_bound({message, 0}); }
  Places::iterator remove(Places::iterator at);

  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  std::uint64_t added_ = 0;
  Places media_;
  std::map<std::uint64_t, std::size_t> by_age_;  // those that have bytes: when they were added, and to which message
};

}  // namespace understudy::simulator
