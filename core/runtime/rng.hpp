#pragma once

#include <cstdint>
#include <string_view>

namespace understudy {

// A probability that means the same on every machine: `Ratio{3, 100}` is three in a hundred.
struct Ratio {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
  bool operator==(const Ratio&) const = default;
};

// The one source of chance: splitmix64, the same numbers on every compiler and platform. Not for secrets.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // A number from [0, limit); 0 when limit is 0.
  std::uint64_t below(std::uint64_t limit) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Wide>(next()) * limit >> 64);
  }
  // A number from [low, high], both ends included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool chance(Ratio ratio) { return below(ratio.denominator) < ratio.numerator; }

  // A stream of its own for a subsystem: what is drawn from one moves nothing in another, and forking draws nothing.
  Rng fork(std::string_view name) const {
    std::uint64_t hash = 0xcbf29ce484222325 ^ state_;  // FNV-1a over the name, then mixed once
    for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    Rng mixed(hash);
    return Rng(mixed.next());
  }

 private:
  std::uint64_t state_;
};

}  // namespace understudy
