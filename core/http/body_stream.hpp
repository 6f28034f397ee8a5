#pragma once

#include <string>

#include "core/runtime/task.hpp"

namespace understudy {

// The part of an answer's body that comes in time. Whoever carries it takes what there is, waits for more, and so on to
// the end. What is not taken is not made, so one who reads slowly costs no memory and holds nobody up.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // What there is by now, a piece of bounded size at a time; empty when that was all.
  virtual std::string take() = 0;
  // Waits until there may be more to take; false at the end.
  virtual Task<bool> more() = 0;
};

}  // namespace understudy
