#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace understudy {

// The known name that was probably meant: the one the fewest typing slips away (a letter added, left out, replaced, or
// two neighbours swapped; upper and lower case are one), the first of several. Nothing when even that one is too far
// off to be meant, which is more than a third of the name.
std::optional<std::string_view> nearest(std::string_view met, std::span<const std::string_view> known);

}  // namespace understudy
