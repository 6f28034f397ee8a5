#include "core/text/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace understudy {
namespace {

// Nobody types a name this long by hand, and the work grows with the product of the lengths.
constexpr std::size_t longest_name = 256;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same(char a, char b) { return lower(a) == lower(b); }

// Damerau-Levenshtein distance, in its form that edits no substring twice.
std::size_t slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_rows_up(b.size() + 1);
  std::vector<std::size_t> row_up(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(two_rows_up, row_up);
    std::swap(row_up, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = row_up[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({row_up[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], two_rows_up[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view met, std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t fewest = 0;
  for (const std::string_view name : known) {
    if (met.size() > longest_name || name.size() > longest_name) continue;
    const std::size_t count = slips(met, name);
    const std::size_t most = (std::max(met.size(), name.size()) + 2) / 3;
    if (count > most || (best && count >= fewest)) continue;
    best = name;
    fewest = count;
  }
  return best;
}

}  // namespace understudy
