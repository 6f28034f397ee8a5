#pragma once

#include <optional>

#include "core/runtime/time.hpp"

namespace understudy::simulator {

// When something came into being and when it was last changed; nothing: when its world began.
struct Dates {
  std::optional<TimePoint> created = {};
  std::optional<TimePoint> updated = {};
};

}  // namespace understudy::simulator
