#include "simulator/sender_pool.hpp"

#include <algorithm>
#include <vector>

#include "simulator/sender_queues.hpp"

namespace understudy::simulator {
namespace {

using Candidates = std::vector<std::string>;

// The area codes of Canada; all others of the plan that North America shares are taken for the United States.
constexpr std::string_view canadian_area_codes[] = {
    "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368",
    "382", "403", "416", "418", "428", "431", "437", "438", "450", "468", "474", "506", "514", "519",
    "548", "579", "581", "584", "587", "604", "613", "639", "647", "672", "683", "705", "709", "742",
    "753", "778", "780", "782", "807", "819", "825", "867", "873", "879", "902", "905"};

bool is_north_american(std::string_view number) { return number.starts_with("+1"); }
std::string_view area_code(std::string_view number) {
  return is_north_american(number) && number.size() >= 5 ? number.substr(2, 3) : std::string_view{};
}
bool is_canadian(std::string_view number) {
  return std::ranges::find(canadian_area_codes, area_code(number)) != std::end(canadian_area_codes);
}

// Short codes are of one country; here they are taken for American ones, which also reach Canada.
bool reaches(std::string_view sender, std::string_view to) {
  switch (kind_of_sender(sender)) {
    case SenderKind::short_code: return is_north_american(to);
    case SenderKind::alphanumeric: return !is_north_american(to);
    case SenderKind::toll_free: return is_north_american(to);
    case SenderKind::long_code: return true;
  }
  return false;  // not a kind
}

// The lower, the sooner.
int rank(std::string_view sender, std::string_view to) {
  switch (kind_of_sender(sender)) {
    case SenderKind::short_code: return 0;
    case SenderKind::alphanumeric: return 1;
    case SenderKind::toll_free: return is_canadian(to) ? 2 : 3;
    case SenderKind::long_code: return 3;
  }
  return 4;  // not a kind
}

// Two numbers of one country, as far as the calling code tells: it is one to three digits, and no code begins another.
bool same_country(std::string_view sender, std::string_view to) {
  if (!sender.starts_with('+')) return true;
  if (is_north_american(sender) || is_north_american(to)) {
    return is_north_american(sender) && is_north_american(to) && is_canadian(sender) == is_canadian(to);
  }
  return sender.substr(0, 3) == to.substr(0, 3);
}

// Keeps those that match, if any do.
template <typename Matches>
void prefer(Candidates& candidates, Matches matches) {
  if (std::ranges::none_of(candidates, matches)) return;
  std::erase_if(candidates, [&](const std::string& sender) { return !matches(sender); });
}

}  // namespace

std::string SenderPool::choose(const MessagingService& service, std::string_view to) {
  const auto last = last_.find(to);
  const bool sticks = service.sticky_sender && last != last_.end();
  if (sticks && std::ranges::find(service.pool, last->second) != service.pool.end()) return last->second;

  Candidates candidates;
  std::ranges::copy_if(service.pool, std::back_inserter(candidates),
                       [&](const std::string& sender) { return sender != to && reaches(sender, to); });
  if (candidates.empty()) return {};
  int best = rank(candidates.front(), to);
  for (const auto& sender : candidates) best = std::min(best, rank(sender, to));
  prefer(candidates, [&](const std::string& sender) { return rank(sender, to) == best; });
  const auto at_home = [&](const std::string& sender) { return same_country(sender, to); };
  const auto american = [](const std::string& sender) { return is_north_american(sender) && !is_canadian(sender); };
  std::ranges::any_of(candidates, at_home) ? prefer(candidates, at_home) : prefer(candidates, american);
  if (service.area_code_geomatch && !area_code(to).empty()) {
    prefer(candidates, [&](const std::string& sender) { return area_code(sender) == area_code(to); });
  }
  const auto least = std::ranges::min_element(
      candidates, {}, [&](const std::string& sender) { return uses_.contains(sender) ? uses_.at(sender) : 0; });
  ++uses_[*least];
  if (service.sticky_sender) last_.insert_or_assign(std::string(to), *least);
  return *least;
}

}  // namespace understudy::simulator
