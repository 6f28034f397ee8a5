#include "core/runtime/time.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace understudy {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::hh_mm_ss;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;
__extension__ using Wide = unsigned __int128;

// English whatever the locale: RFC 2822, section 3.3.
constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes text from the front. The first thing that is not there makes every later answer worthless, and ok() false.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  bool next_is(char c) const { return rest_.starts_with(c); }
  bool next_is_digit() const { return !rest_.empty() && is_digit(rest_.front()); }

  void expect(std::string_view literal) {
    ok_ = ok_ && rest_.starts_with(literal);
    if (ok_) rest_.remove_prefix(literal.size());
  }
  // A number of exactly `width` digits, from low to high.
  int number(int width, int low, int high) {
    int value = 0;
    for (int i = 0; i < width; ++i) value = value * 10 + digit();
    ok_ = ok_ && low <= value && value <= high;
    return value;
  }
  int digit() {
    ok_ = ok_ && next_is_digit();
    if (!ok_) return 0;
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }
  // The position of the name that comes next.
  template <std::size_t N>
  unsigned one_of(const std::array<std::string_view, N>& names) {
    for (unsigned i = 0; i < N; ++i) {
      if (!rest_.starts_with(names[i])) continue;
      rest_.remove_prefix(names[i].size());
      return i;
    }
    ok_ = false;
    return 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// Up to six digits after the point.
Duration read_fraction(Reader& in) {
  Duration fraction{in.digit() * 100'000};
  for (int unit = 10'000; unit > 0 && in.next_is_digit(); unit /= 10) fraction += Duration(in.digit() * unit);
  return fraction;
}

// Hours, minutes and seconds; 60 is no second here, because leap seconds are not counted.
Duration read_clock(Reader& in) {
  const hours h{in.number(2, 0, 23)};
  in.expect(":");
  const minutes m{in.number(2, 0, 59)};
  in.expect(":");
  const seconds s{in.number(2, 0, 59)};
  return h + m + s;
}

// "+01:00", or "+0100" where the separator is empty.
minutes read_offset(Reader& in, std::string_view separator) {
  const bool west = in.next_is('-');
  in.expect(west ? "-" : "+");
  const hours h{in.number(2, 0, 23)};
  in.expect(separator);
  const minutes offset = h + minutes{in.number(2, 0, 59)};
  return west ? -offset : offset;
}

std::string_view take_digits(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length])) ++length;
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

Wide value_of(std::string_view digits) {
  Wide value = 0;
  for (char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

std::optional<Duration> unit_named(std::string_view name) {
  if (name == "us") return 1us;
  if (name == "ms") return 1ms;
  if (name == "s") return 1s;
  if (name == "m") return 1min;
  if (name == "h") return 1h;
  if (name == "d") return days(1);
  return std::nullopt;
}

// Writes dates by hand rather than by format string, because every event and every message has several.
class Writer {
 public:
  explicit Writer(char* out) : out_(out) {}
  Writer& text(std::string_view literal) {
    out_ = std::copy(literal.begin(), literal.end(), out_);
    return *this;
  }
  template <int Width>
  Writer& digits(unsigned value) {
    for (int i = Width; i-- > 0; value /= 10) out_[i] = static_cast<char>('0' + value % 10);
    out_ += Width;
    return *this;
  }
  Writer& clock(const hh_mm_ss<Duration>& time) {
    digits<2>(static_cast<unsigned>(time.hours().count())).text(":");
    digits<2>(static_cast<unsigned>(time.minutes().count())).text(":");
    return digits<2>(static_cast<unsigned>(time.seconds().count()));
  }

 private:
  char* out_;
};

// Four digits; a year that has more is no time that anything here reaches.
unsigned four_digit_year(const year_month_day& date) {
  return static_cast<unsigned>(std::clamp(static_cast<int>(date.year()), 0, 9999));
}

}  // namespace

std::string format_timestamp(TimePoint at) {
  const auto midnight = floor<days>(at);
  const year_month_day date{midnight};
  const hh_mm_ss time{at - midnight};
  std::string text("2026-01-01T09:00:00.000000Z");
  Writer out(text.data());
  out.digits<4>(four_digit_year(date)).text("-");
  out.digits<2>(static_cast<unsigned>(date.month())).text("-");
  out.digits<2>(static_cast<unsigned>(date.day())).text("T");
  out.clock(time).text(".").digits<6>(static_cast<unsigned>(time.subseconds().count()));
  return text;
}

std::optional<TimePoint> parse_timestamp(std::string_view text) {
  Reader in(text);
  const std::chrono::year year{in.number(4, 0, 9999)};
  in.expect("-");
  const month month{static_cast<unsigned>(in.number(2, 1, 12))};
  in.expect("-");
  const std::chrono::day day{static_cast<unsigned>(in.number(2, 1, 31))};
  const year_month_day date{year, month, day};
  if (!in.ok() || !date.ok()) return std::nullopt;
  TimePoint at = sys_days(date);
  if (in.at_end()) return at;

  in.expect("T");
  at += read_clock(in);
  if (in.next_is('.')) {
    in.expect(".");
    at += read_fraction(in);
  }
  if (in.next_is('Z')) {
    in.expect("Z");
  } else {
    at -= read_offset(in, ":");
  }
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return at;
}

std::string format_rfc2822(TimePoint at) {
  const auto midnight = floor<days>(at);
  const year_month_day date{midnight};
  std::string text("Thu, 24 Aug 2023 05:01:45 +0000");
  Writer out(text.data());
  out.text(weekday_names[weekday(midnight).c_encoding()]).text(", ");
  out.digits<2>(static_cast<unsigned>(date.day())).text(" ");
  out.text(month_names[static_cast<unsigned>(date.month()) - 1]).text(" ");
  out.digits<4>(four_digit_year(date)).text(" ").clock(hh_mm_ss{at - midnight});
  return text;
}

std::optional<TimePoint> parse_rfc2822(std::string_view text) {
  Reader in(text);
  const unsigned named_weekday = in.one_of(weekday_names);
  in.expect(", ");
  const std::chrono::day day{static_cast<unsigned>(in.number(2, 1, 31))};
  in.expect(" ");
  const month month{in.one_of(month_names) + 1};
  in.expect(" ");
  const std::chrono::year year{in.number(4, 0, 9999)};
  in.expect(" ");
  const Duration time = read_clock(in);
  in.expect(" ");
  minutes offset{0};
  if (in.next_is('G')) {
    in.expect("GMT");  // how HTTP writes the same date in Retry-After: RFC 9110, section 5.6.7
  } else {
    offset = read_offset(in, "");
  }
  const year_month_day date{year, month, day};
  if (!in.ok() || !in.at_end() || !date.ok()) return std::nullopt;
  // "the day-of-week (if included) MUST be the day implied by the date": RFC 2822, section 3.3
  if (weekday(sys_days(date)).c_encoding() != named_weekday) return std::nullopt;
  return sys_days(date) + time - offset;
}

std::string format_duration(Duration duration) {
  if (duration < 0s) {
    // negated without overflow, since the smallest duration has no positive twin
    if (duration == Duration::min()) return fmt::format("{}us", duration.count());
    return "-" + format_duration(-duration);
  }
  const auto in_whole = [duration](Duration unit) { return duration % unit == 0s; };
  if (duration == 0s) return "0s";
  if (in_whole(days(1))) return fmt::format("{}d", duration / days(1));
  if (in_whole(1h)) return fmt::format("{}h", duration / 1h);
  if (in_whole(1min)) return fmt::format("{}m", duration / 1min);
  if (in_whole(1s)) return fmt::format("{}s", duration / 1s);
  if (duration > 1s) {
    std::string text = fmt::format("{}.{:06}", duration / 1s, (duration % 1s).count());
    text.erase(text.find_last_not_of('0') + 1);
    return text + "s";
  }
  if (in_whole(1ms)) return fmt::format("{}ms", duration / 1ms);  // below a second people say 500ms, not 0.5s
  return fmt::format("{}us", duration.count());
}

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr std::size_t digits_max =
      19;  // as many as 64 bits hold; times a day in microseconds is still far from 128 bits
  const std::string_view whole = take_digits(text);
  if (whole.empty() || whole.size() > digits_max) return std::nullopt;
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    if (fraction.size() > digits_max) return std::nullopt;
  }
  const std::optional<Duration> unit = unit_named(text);
  if (!unit) return std::nullopt;

  const Wide unit_count = static_cast<Wide>(unit->count());
  Wide scale = 1;
  for (std::size_t i = 0; i < fraction.size(); ++i) scale *= 10;
  const Wide scaled_fraction = value_of(fraction) * unit_count;
  if (scaled_fraction % scale != 0) return std::nullopt;  // finer than a microsecond
  const Wide total = value_of(whole) * unit_count + scaled_fraction / scale;
  if (total > static_cast<Wide>(Duration::max().count())) return std::nullopt;
  return Duration(static_cast<Duration::rep>(total));
}

}  // namespace understudy
