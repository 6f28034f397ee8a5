#include "core/observe/journal.hpp"

#include <algorithm>
#include <utility>

#include "core/api/json_writer.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace understudy {

class Journal::Hash {
 public:
  Hash() { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  Hash(const Hash& other) { EVP_MD_CTX_copy_ex(context_, other.context_); }
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

// Texts one behind the other, dropped in the order in which they came: a busy journal neither allocates nor jumps
// about.
class Journal::Pages {
 public:
  std::string_view keep(std::string_view text) {
    if (pages_.empty() || pages_.back().room() < text.size()) open(text.size());
    Page& page = pages_.back();
    char* const begin = page.bytes.get() + page.used;
    text.copy(begin, text.size());
    page.used += text.size();
    ++page.texts;
    return {begin, text.size()};
  }
  void drop_first() {
    if (--pages_.front().texts > 0) return;
    spare_ = std::move(pages_.front());
    pages_.pop_front();
  }

 private:
  struct Page {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
    std::size_t texts = 0;
    std::size_t room() const { return size - used; }
  };

  void open(std::size_t at_least) {
    constexpr std::size_t usual_size = 64 * 1024;
    Page page = std::exchange(spare_, Page{});
    page.used = 0;
    if (page.size < at_least) {
      page.size = std::max(usual_size, at_least);
      page.bytes.reset(new char[page.size]);
    }
    pages_.push_back(std::move(page));
  }

  std::deque<Page> pages_;
  Page spare_;  // one whose texts are all dropped, to be written again
};

Journal::Journal(std::size_t capacity)
    : capacity_(capacity), pages_(std::make_unique<Pages>()), hash_(std::make_unique<Hash>()) {}
Journal::Journal(const Journal& other)
    : capacity_(other.capacity_),
      next_seq_(other.next_seq_),
      pages_(std::make_unique<Pages>()),
      hash_(std::make_unique<Hash>(*other.hash_)) {
  for (Event event : other.events_) {
    const std::size_t kind_at = static_cast<std::size_t>(event.kind.data() - event.line.data());
    event.line = pages_->keep(event.line);
    event.kind = event.line.substr(kind_at, event.kind.size());
    events_.push_back(event);
  }
}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

void Journal::append(TimePoint at, std::string_view kind, const std::function<void(JsonWriter&)>& members) {
  if (at != newest_at_) newest_at_text_ = format_timestamp(at);
  newest_at_ = at;
  draft_.clear();
  JsonWriter json(draft_);
  json.begin_object();
  json.member("seq", static_cast<std::int64_t>(next_seq_));
  json.member("at", std::string_view(newest_at_text_));
  json.member("kind", kind);
  const std::size_t kind_at = draft_.size() - kind.size() - 1;  // kinds need no escaping
  members(json);
  json.end_object();
  draft_ += '\n';
  hash_->add(draft_);
  const std::string_view line = pages_->keep(draft_);
  events_.push_back({next_seq_++, at, line.substr(kind_at, kind.size()), line.substr(0, line.size() - 1)});
  if (listener_) listener_(events_.back());
  if (events_.size() <= capacity_) return;
  events_.pop_front();
  pages_->drop_first();
}

std::string Journal::digest() const { return "sha256:" + hash_->hex(); }

std::optional<std::string> first_difference(const Journal& expected, const Journal& actual) {
  const auto& left = expected.events();
  const auto& right = actual.events();
  std::size_t both = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (left[i].line != right[i].line) {
      return fmt::format("event {} differs:\n  expected {}\n  actual   {}", left[i].seq, left[i].line, right[i].line);
    }
  }
  if (left.size() > both) {
    return fmt::format("event {} is missing:\n  expected {}", left[both].seq, left[both].line);
  }
  if (right.size() > both) {
    return fmt::format("event {} is one too many:\n  actual   {}", right[both].seq, right[both].line);
  }
  if (expected.digest() != actual.digest()) return "events that are no longer kept differ";
  return std::nullopt;
}

}  // namespace understudy
