#include "core/message/gsm7.hpp"

#include <string_view>

namespace understudy {
namespace {

// In the order of the standard's tables, read down the columns; the escape itself is no character.
constexpr std::u32string_view basic_table =
    U"@£$¥èéùìòÇ\nØø\rÅå"
    U"Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    U" !\"#¤%&'()*+,-./"
    U"0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNO"
    U"PQRSTUVWXYZÄÖÑÜ§"
    U"¿abcdefghijklmno"
    U"pqrstuvwxyzäöñüà";
constexpr std::u32string_view extension_table = U"\f^{}\\[~]|";  // and the euro sign

static_assert(basic_table.size() == 127);

constexpr auto build_table() {
  std::array<std::uint8_t, U'Ω' + 1> septets{};
  for (char32_t c : basic_table) septets[c] = 1;
  for (char32_t c : extension_table) septets[c] = 2;
  return septets;
}

}  // namespace

constexpr std::array<std::uint8_t, U'Ω' + 1> detail::gsm7_septets_table = build_table();

}  // namespace understudy
