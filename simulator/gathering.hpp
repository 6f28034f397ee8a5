#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "simulator/media.hpp"
#include "simulator/webhooks.hpp"

namespace understudy::simulator {

// A message whose media come to it, one after the other.
struct Gathering {
  std::vector<MediaSource> sources = {};
  std::size_t next = 0;                 // of the sources
  std::optional<Webhook> request = {};  // how far asking for it has come; nothing: it is not being asked for
  std::uint64_t bytes = 0;              // of those that are there ...
  std::uint64_t bytes_as_they_are = 0;  // ... and of these, those that cannot be made smaller

  bool complete() const { return next == sources.size(); }
};

}  // namespace understudy::simulator
