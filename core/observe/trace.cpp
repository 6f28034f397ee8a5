#include "core/observe/trace.hpp"

#include <charconv>

namespace understudy {
namespace {

// All digits are lower case and all of them are there; nothing else is a valid header.
std::optional<std::uint64_t> read_hexadecimal(std::string_view digits) {
  if (digits.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::uint64_t not_zero(Rng& rng) {
  for (;;) {
    if (const std::uint64_t number = rng.next()) return number;
  }
}

}  // namespace

std::string hexadecimal(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4) text[i] = digits[number & 15];
  return text;
}

TraceContext TraceContext::root(Rng& rng) {
  return {.trace_high = not_zero(rng), .trace_low = rng.next(), .span = not_zero(rng)};
}

TraceContext TraceContext::child(Rng& rng) const {
  TraceContext part = *this;
  part.parent_span = span;
  part.span = not_zero(rng);
  return part;
}

std::string TraceContext::trace_id() const { return hexadecimal(trace_high) + hexadecimal(trace_low); }

std::string TraceContext::traceparent() const {
  return "00-" + trace_id() + "-" + hexadecimal(span) + (sampled ? "-01" : "-00");
}

std::optional<TraceContext> TraceContext::parse(std::string_view text) {
  constexpr std::size_t size = 55;  // of version 00; later ones may go on
  if (text.size() < size || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
  const auto version = read_hexadecimal(text.substr(0, 2));
  if (!version || *version == 0xff) return std::nullopt;
  if (text.size() > size && (*version == 0 || text[size] != '-')) return std::nullopt;
  const auto high = read_hexadecimal(text.substr(3, 16));
  const auto low = read_hexadecimal(text.substr(19, 16));
  const auto span = read_hexadecimal(text.substr(36, 16));
  const auto flags = read_hexadecimal(text.substr(53, 2));
  if (!high || !low || !span || !flags || (*high | *low) == 0 || *span == 0) return std::nullopt;
  return TraceContext{.trace_high = *high, .trace_low = *low, .span = *span, .sampled = (*flags & 1) != 0};
}

}  // namespace understudy
