#include "simulator/api/magic_numbers.hpp"

#include "simulator/api/api_codes.hpp"

namespace understudy::simulator {
namespace {

struct Magic {
  std::string_view number;
  int code;
};
constexpr Magic senders[] = {{"+15005550001", 21212}, {"+15005550007", 21606}, {"+15005550008", 21611}};
constexpr Magic recipients[] = {{"+15005550001", 21211},
                                {"+15005550002", 21612},
                                {"+15005550003", 21408},
                                {"+15005550004", 21610},
                                {"+15005550009", 21614}};

}  // namespace

std::optional<Refusal> MagicCheck::objection() const {
  for (const Magic& magic : senders) {
    if (magic.number == from) return api_refusal(magic.code, to, from);
  }
  for (const Magic& magic : recipients) {
    if (magic.number != to) continue;
    if (magic.code == 21612) return unreachable(to, from, with_media);
    return api_refusal(magic.code, to, from);
  }
  return std::nullopt;
}

std::optional<Refusal> MagicCheck::objection_for_test() const {
  constexpr std::string_view only_sender = "+15005550006";
  const bool magic = from == only_sender || from == "+15005550001" || from == "+15005550008";
  return magic ? objection() : api_refusal(21606, to, from);
}

}  // namespace understudy::simulator
