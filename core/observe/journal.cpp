#include "core/observe/journal.hpp"

#include <algorithm>

#include "core/api/json_writer.hpp"

#include <openssl/evp.h>

namespace understudy {

class Journal::Hash {
 public:
  Hash() { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;
  ~Hash() { EVP_MD_CTX_free(context_); }

  void add(std::string_view text) { EVP_DigestUpdate(context_, text.data(), text.size()); }
  std::string hex() const {
    EVP_MD_CTX* copy = EVP_MD_CTX_new();
    EVP_MD_CTX_copy_ex(copy, context_);
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(copy, bytes, &size);
    EVP_MD_CTX_free(copy);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      text += digits[bytes[i] >> 4];
      text += digits[bytes[i] & 15];
    }
    return text;
  }

 private:
  EVP_MD_CTX* context_ = EVP_MD_CTX_new();
};

Journal::Journal(std::size_t capacity) : capacity_(capacity), hash_(std::make_unique<Hash>()) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

void Journal::append(TimePoint at, std::string_view kind, const std::function<void(JsonWriter&)>& members) {
  draft_.clear();
  JsonWriter json(draft_);
  json.begin_object();
  json.member("seq", static_cast<std::int64_t>(next_seq_));
  json.member("at", std::string_view(format_timestamp(at)));
  json.member("kind", kind);
  members(json);
  json.end_object();
  events_.push_back({next_seq_++, at, std::string(kind), draft_});
  hash_->add(draft_ += '\n');
  if (listener_) listener_(events_.back());
  if (events_.size() > capacity_) events_.pop_front();
}

std::string Journal::digest() const { return "sha256:" + hash_->hex(); }

std::optional<std::string> first_difference(const Journal& expected, const Journal& actual) {
  const auto& left = expected.events();
  const auto& right = actual.events();
  std::size_t both = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (left[i].line != right[i].line) {
      return "event " + std::to_string(left[i].seq) + " differs:\n  expected " + left[i].line + "\n  actual   " +
             right[i].line;
    }
  }
  if (left.size() > both)
    return "event " + std::to_string(left[both].seq) + " is missing:\n  expected " + left[both].line;
  if (right.size() > both)
    return "event " + std::to_string(right[both].seq) + " is one too many:\n  actual   " + right[both].line;
  if (expected.digest() != actual.digest()) return "events that are no longer kept differ";
  return std::nullopt;
}

}  // namespace understudy
