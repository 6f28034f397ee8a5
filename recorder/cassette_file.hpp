#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/runtime/result.hpp"

namespace understudy::recorder {

// A file that grows by whole pieces: whenever the program dies, what was appended before is there, and at most the last
// piece is torn.
class CassetteFile {
 public:
  // The file comes into being with its head in it, all at once. `configuration` when there is one and it is not to be
  // replaced, or when it cannot be written.
  static Result<CassetteFile> create(std::string path, std::string_view head, bool overwrite);
  CassetteFile(CassetteFile&& other) noexcept;
  CassetteFile& operator=(CassetteFile&&) = delete;
  ~CassetteFile();

  // One write. Where it fails the file is cut back to its last whole piece, and takes no more.
  void append(std::string_view piece);
  const std::optional<Error>& failed() const { return failed_; }

 private:
  CassetteFile(std::string path, int descriptor);
  bool write(std::string_view text);

  std::string path_;
  int descriptor_;
  long long size_ = 0;
  std::optional<Error> failed_;
};

}  // namespace understudy::recorder
