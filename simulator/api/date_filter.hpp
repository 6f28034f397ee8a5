#pragma once

#include <optional>
#include <string_view>

#include "core/http/form.hpp"
#include "core/runtime/time.hpp"
#include "simulator/api/answer.hpp"

#include <tl/expected.hpp>

namespace understudy::simulator {

// What a list's three filters of one date leave: NAME is that day or second, NAME< and NAME> reach from and to it, it
// included.
struct DateFilter {
  bool admits(TimePoint at) const { return (!from || at >= *from) && (!before || at < *before); }
  bool admits_all() const { return !from && !before; }

  std::optional<TimePoint> from = {};
  std::optional<TimePoint> before = {};
};

// The refusal is of a date that is none.
tl::expected<DateFilter, Refusal> read_date_filter(const Form& query, std::string_view name);

}  // namespace understudy::simulator
