#include "core/message/address.hpp"

#include <algorithm>
#include <iterator>

namespace understudy {
namespace {

bool belongs_to_number(char c) { return (c >= '0' && c <= '9') || c == '+'; }
bool stands_between_digits(char c) { return std::string_view(" ()-.").find(c) != std::string_view::npos; }

}  // namespace

std::string plain_address(std::string_view address) {
  const std::string_view number = without_channel(address);
  const bool is_number =
      std::ranges::all_of(number, [](char c) { return belongs_to_number(c) || stands_between_digits(c); });
  if (!is_number) return std::string(address);
  std::string plain(address.substr(0, address.size() - number.size()));
  std::ranges::copy_if(number, std::back_inserter(plain), belongs_to_number);
  return plain;
}

std::string_view without_channel(std::string_view address) {
  const auto colon = address.rfind(':');
  return colon == std::string_view::npos ? address : address.substr(colon + 1);
}

}  // namespace understudy
