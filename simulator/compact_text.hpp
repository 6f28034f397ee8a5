#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace understudy::simulator {

// A text for where there are a million of it: in `Room` bytes if it is shorter than that, and otherwise also in memory
// of exactly its length. (std::string takes 32 bytes, and twice as many for a SID.)
template <std::size_t Room>
class CompactText {
 public:
  CompactText() = default;
  explicit CompactText(std::string_view text) { write(text); }
  CompactText(const CompactText& other) { write(other); }
  CompactText(CompactText&& other) noexcept { std::swap(room_, other.room_); }
  CompactText& operator=(const CompactText& other) { return *this = other.view(); }
  CompactText& operator=(CompactText&& other) noexcept {
    std::swap(room_, other.room_);
    return *this;
  }
  // `text` may be a part of this one.
  CompactText& operator=(std::string_view text) {
    CompactText written(text);
    std::swap(room_, written.room_);
    return *this;
  }
  ~CompactText() {
    if (is_outside()) delete[] outside();
  }

  std::string_view view() const {
    if (!is_outside()) return {room_.data(), length()};
    std::uint32_t size = 0;
    std::memcpy(&size, room_.data() + sizeof(char*), sizeof size);
    return {outside(), size};
  }
  operator std::string_view() const { return view(); }
  bool empty() const { return length() == 0; }
  void clear() { *this = std::string_view{}; }
  friend bool operator==(const CompactText& a, const CompactText& b) { return a.view() == b.view(); }
  friend bool operator==(const CompactText& a, std::string_view b) { return a.view() == b; }

 private:
  static constexpr unsigned char is_elsewhere = 0xff;  // in place of the length
  static_assert(Room > sizeof(char*) + sizeof(std::uint32_t) && Room <= is_elsewhere);

  unsigned char length() const { return static_cast<unsigned char>(room_.back()); }
  bool is_outside() const { return length() == is_elsewhere; }
  char* outside() const {
    char* text = nullptr;
    std::memcpy(&text, room_.data(), sizeof text);
    return text;
  }
  // Only over an empty text.
  void write(std::string_view text) {
    if (text.size() < Room) {
      text.copy(room_.data(), text.size());
      room_.back() = static_cast<char>(text.size());
      return;
    }
    char* const copy = new char[text.size()];
    text.copy(copy, text.size());
    const auto size = static_cast<std::uint32_t>(text.size());
    std::memcpy(room_.data(), &copy, sizeof copy);
    std::memcpy(room_.data() + sizeof copy, &size, sizeof size);
    room_.back() = static_cast<char>(is_elsewhere);
  }

  // The text, or where it is and how long; the last byte says which.
  std::array<char, Room> room_{};
};

}  // namespace understudy::simulator
