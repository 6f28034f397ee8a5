#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/rng.hpp"

namespace understudy {

// Where a piece of work stands in a trace. https://www.w3.org/TR/trace-context/#traceparent-header
struct TraceContext {
  std::uint64_t trace_high = 0;  // the 16 bytes of the trace's id
  std::uint64_t trace_low = 0;
  std::uint64_t span = 0;         // this piece
  std::uint64_t parent_span = 0;  // the piece it is part of, 0 for none; not in the header
  bool sampled = true;

  // The root of a trace, and a part of this piece.
  static TraceContext root(Rng& rng);
  TraceContext child(Rng& rng) const;

  // "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".
  std::string traceparent() const;
  // Nothing for a header that the specification would have ignored. A later version's is read as far as it is known.
  static std::optional<TraceContext> parse(std::string_view traceparent);

  std::string trace_id() const;  // 32 hexadecimal digits
  bool operator==(const TraceContext&) const = default;
};

// 16 hexadecimal digits.
std::string hexadecimal(std::uint64_t number);

}  // namespace understudy
