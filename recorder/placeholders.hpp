#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"

namespace understudy::recorder {

// In a cassette the account that asked is written {account}, so that any other can replay it, and what must not be kept
// is written {secret}. A text that had such words of its own keeps them with their brace as {brace}, so
// `{brace}account}` is the word "{account}" that somebody wrote.

// The account that a request speaks for: by its path, else its user name, else its AccountSid; empty where it names
// none.
std::string account_of(const Request& request);

// Texts that must not be kept, in each spelling in which they are looked for.
class Secrets {
 public:
  // Too short ones are not told from other text, and left alone.
  void add(std::string_view text);
  bool empty() const { return spellings_.empty(); }
  // The length of the secret that begins `text`; 0 where none does.
  std::size_t length_at(std::string_view text) const;
  // Whether a text that already has placeholders still holds one, which may be called what a placeholder is.
  bool found_in(std::string_view kept) const;

 private:
  std::vector<std::string> spellings_;  // longest first
  bool first_bytes_[256] = {};
};

// The text as a cassette has it. An empty account is none.
std::string with_placeholders(std::string_view text, std::string_view account, const Secrets& secrets);
// The other way round, with the account that asks now. {secret} stays.
std::string without_placeholders(std::string_view text, std::string_view account);

// A text that already has placeholders, with secrets struck that came to light later.
std::string with_secrets_struck(std::string_view kept, const Secrets& secrets);

}  // namespace understudy::recorder
