#pragma once

#include <array>
#include <cstdint>

namespace understudy {

namespace detail {
// Septets of every code point up to Omega; only the euro sign lies beyond.
extern const std::array<std::uint8_t, U'Ω' + 1> gsm7_septets_table;
}  // namespace detail

// What a code point costs in the GSM 7-bit alphabet (3GPP TS 23.038, section 6.2.1): 1 septet, 2 for those of the
// extension table, 0 for those it does not have.
inline int gsm7_septets(char32_t code_point) {
  if (code_point < detail::gsm7_septets_table.size()) return detail::gsm7_septets_table[code_point];
  return code_point == U'€' ? 2 : 0;
}

}  // namespace understudy
