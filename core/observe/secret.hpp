#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace understudy {

// A text that must not be seen: it does not print, compares in constant time and is wiped when it dies.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      wipe();
      text_ = other.text_;
    }
    return *this;
  }
  Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = other.text_;
      other.wipe();
    }
    return *this;
  }
  ~Secret() { wipe(); }

  // The one way to the text: every use of it can be found by this name.
  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool equals(std::string_view candidate) const;

 private:
  void wipe();
  std::string text_;
};

// Takes the same time wherever two texts of one length differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace understudy
