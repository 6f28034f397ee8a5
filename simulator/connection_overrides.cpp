#include "simulator/connection_overrides.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/http/form.hpp"

#include <fmt/format.h>

namespace understudy::simulator {
namespace {

constexpr std::string_view edges[] = {"ashburn",   "dublin", "frankfurt", "sao-paulo",
                                      "singapore", "sydney", "tokyo",     "umatilla"};

std::optional<int> whole_number(std::string_view text, int low, int high) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && value >= low && value <= high ? std::optional(value) : std::nullopt;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

class Fragment {
 public:
  ReadOverrides read(std::string_view fragment) {
    for (const auto& [key, value] : decode_form(fragment)) read_one(key, value);
    return std::move(read_);
  }

 private:
  void complain(int code, std::string text) { read_.complaints.push_back({code, std::move(text)}); }

  void read_one(std::string_view key, std::string_view value) {
    ConnectionOverrides& overrides = read_.overrides;
    constexpr int milliseconds_max = 15'000;
    if (key == "ct") read_time(key, value, 10'000, overrides.connect_timeout);
    if (key == "rt") read_time(key, value, milliseconds_max, overrides.read_timeout);
    if (key == "tt") read_time(key, value, milliseconds_max, overrides.total_time);
    if (key == "rc") read_count(value);
    if (key == "rp") read_policy(value);
    if (key == "sni") read_name_check(value);
    if (key == "e") read_edges(value);
  }

  // No code of its own is known for a time that is out of range.
  void read_time(std::string_view key, std::string_view value, int high, Duration& time) {
    if (const auto milliseconds = whole_number(value, 100, high)) {
      time = std::chrono::milliseconds(*milliseconds);
    } else {
      complain(11321,
               fmt::format("Misconfigured webhook: {} wants 100 to {} milliseconds, got \"{}\"", key, high, value));
    }
  }

  void read_name_check(std::string_view value) {
    if (value == "y" || value == "n") {
      read_.overrides.check_name = value == "y";
    } else {
      complain(11321, fmt::format("Misconfigured webhook: sni wants y or n, got \"{}\"", value));
    }
  }

  void read_count(std::string_view value) {
    if (const auto count = whole_number(value, 0, 5)) {
      read_.overrides.retries = *count;
    } else {
      complain(11243, fmt::format("HTTP retry policy is invalid: rc wants 0 to 5, got \"{}\"", value));
    }
  }

  void read_policy(std::string_view value) {
    ConnectionOverrides::Policy policy{false, false, false, false};
    for (const std::string_view part : split_at_commas(value)) {
      const bool all = part == "all";
      if (all || part == "4xx") policy.client_errors = true;
      if (all || part == "5xx") policy.server_errors = true;
      if (all || part == "ct") policy.connect_failures = true;
      if (all || part == "rt") policy.read_timeouts = true;
      if (all || part == "4xx" || part == "5xx" || part == "ct" || part == "rt") continue;
      return complain(11243,
                      fmt::format("HTTP retry policy is invalid: rp wants 4xx, 5xx, ct, rt or all, got \"{}\"", part));
    }
    read_.overrides.policy = policy;
  }

  void read_edges(std::string_view value) {
    std::vector<std::string> wanted;
    for (const std::string_view edge : split_at_commas(value)) {
      if (std::ranges::find(edges, edge) != std::end(edges)) {
        wanted.emplace_back(edge);
      } else if (edge == "roaming") {
        return complain(11241, "HTTP connection edge location is not supported: \"roaming\"");
      } else if (edge.ends_with("-ix")) {
        return complain(11242, fmt::format("HTTP connection over Twilio Interconnect is not allowed: \"{}\"", edge));
      } else {
        return complain(11240, fmt::format("HTTP connection edge location is invalid: \"{}\"", edge));
      }
    }
    read_.overrides.edges = std::move(wanted);
  }

  ReadOverrides read_;
};

}  // namespace

ReadOverrides read_overrides(std::string_view url) {
  const auto hash = url.find('#');
  if (hash == std::string_view::npos) return {};
  return Fragment().read(url.substr(hash + 1));
}

}  // namespace understudy::simulator
