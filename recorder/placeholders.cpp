#include "recorder/placeholders.hpp"

#include <algorithm>
#include <array>

#include "core/http/form.hpp"
#include "core/http/url.hpp"
#include "core/message/sid.hpp"
#include "core/text/base64.hpp"

namespace understudy::recorder {
namespace {

constexpr std::string_view account_word = "{account}";
constexpr std::string_view secret_word = "{secret}";
constexpr std::string_view brace_word = "{brace}";
constexpr std::array<std::string_view, 3> words{account_word, secret_word, brace_word};

// The placeholder that begins `text`; empty where none does.
std::string_view word_at(std::string_view text) {
  if (!text.starts_with('{')) return {};
  const auto word = std::find_if(words.begin(), words.end(), [&](auto w) { return text.starts_with(w); });
  return word == words.end() ? std::string_view{} : *word;
}

bool is_account(std::string_view text) { return is_sid(text, "AC"); }

std::string account_in_path(std::string_view path) {
  constexpr std::string_view before = "/Accounts/";
  const std::size_t at = path.find(before);
  if (at == std::string_view::npos) return {};
  path.remove_prefix(at + before.size());
  const std::string_view sid = path.substr(0, 34);
  const bool ends = path.size() == sid.size() || path[sid.size()] == '/' || path[sid.size()] == '.';
  return ends && is_account(sid) ? std::string(sid) : std::string{};
}

std::string account_in_authorization(std::string_view authorization) {
  constexpr std::string_view scheme = "Basic ";
  if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  const std::string who = base64_decode(authorization.substr(scheme.size())).value_or("");
  const std::string user = who.substr(0, who.find(':'));
  return is_account(user) ? user : std::string{};
}

// What base64 makes of the text when `before` other bytes come first: only the letters that depend on nothing but it.
std::string inside_base64(std::string_view text, std::size_t before) {
  const std::string all = base64_encode(std::string(before, '\0') + std::string(text));
  const std::size_t from = before == 0 ? 0 : before + 1;
  const std::size_t to = (before + text.size()) * 8 / 6;
  return all.substr(from, to - from);
}

std::string in_base64url(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::string with_each_byte_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

std::string with_lower_case_escapes(std::string text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != '%') continue;
    for (std::size_t j = i + 1; j <= i + 2; ++j) {
      if (text[j] >= 'A' && text[j] <= 'F') text[j] = static_cast<char>(text[j] - 'A' + 'a');
    }
  }
  return text;
}

}  // namespace

std::string account_of(const Request& request) {
  std::string account = account_in_path(path_of(request.url));
  if (account.empty()) account = account_in_authorization(request.headers.get("Authorization"));
  if (account.empty()) account = decode_form(request.body).get("AccountSid");
  if (account.empty()) account = decode_form(query_of(request.url)).get("AccountSid");
  return is_account(account) ? account : std::string{};
}

void Secrets::add(std::string_view text) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t shortest_in_base64 = 8;
  if (text.size() < shortest || length_at(text) == text.size()) return;
  std::vector<std::string> found{std::string(text)};
  for (const auto& escaped :
       {percent_encode(text), encode_form({{"", std::string(text)}}).substr(1), with_each_byte_escaped(text)}) {
    found.push_back(escaped);
    found.push_back(with_lower_case_escapes(escaped));
  }
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string inside = inside_base64(text, before);
    if (inside.size() < shortest_in_base64) continue;
    found.push_back(inside);
    found.push_back(in_base64url(inside));
  }
  for (const std::string& spelling : found) {
    if (std::find(spellings_.begin(), spellings_.end(), spelling) != spellings_.end()) continue;
    first_bytes_[static_cast<unsigned char>(spelling.front())] = true;
    spellings_.push_back(spelling);
  }
  std::stable_sort(spellings_.begin(), spellings_.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::size_t Secrets::length_at(std::string_view text) const {
  if (text.empty() || !first_bytes_[static_cast<unsigned char>(text.front())]) return 0;
  for (const std::string& spelling : spellings_) {
    if (text.starts_with(spelling)) return spelling.size();
  }
  return 0;
}

bool Secrets::found_in(std::string_view kept) const {
  while (!kept.empty()) {
    const std::string_view word = word_at(kept);
    if (word.empty() && length_at(kept) > 0) return true;
    kept.remove_prefix(std::max<std::size_t>(word.size(), 1));
  }
  return false;
}

std::string with_placeholders(std::string_view text, std::string_view account, const Secrets& secrets) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = 1;
    if (const std::size_t length = secrets.length_at(text)) {
      out += secret_word;
      taken = length;
    } else if (!account.empty() && text.starts_with(account)) {
      out += account_word;
      taken = account.size();
    } else if (!word_at(text).empty()) {
      out += brace_word;
    } else {
      out += text.front();
    }
    text.remove_prefix(taken);
  }
  return out;
}

std::string without_placeholders(std::string_view text, std::string_view account) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t taken = 1;
    if (text.starts_with(account_word)) {
      out += account;
      taken = account_word.size();
    } else if (text.starts_with(brace_word)) {
      out += '{';
      taken = brace_word.size();
    } else {
      out += text.front();
    }
    text.remove_prefix(taken);
  }
  return out;
}

std::string with_secrets_struck(std::string_view kept, const Secrets& secrets) {
  std::string out;
  out.reserve(kept.size());
  while (!kept.empty()) {
    const std::string_view word = word_at(kept);
    const std::size_t secret = word.empty() ? secrets.length_at(kept) : 0;
    const std::size_t taken = std::max<std::size_t>(word.size() + secret, 1);
    out += secret > 0 ? secret_word : kept.substr(0, taken);
    kept.remove_prefix(taken);
  }
  return out;
}

}  // namespace understudy::recorder
