#pragma once

#include <optional>
#include <string>

#include "core/runtime/result.hpp"

namespace understudy {

// The folder in which a certificate authority keeps its files, held by one process at a time.
class AuthorityFolder {
 public:
  // Makes the folder, for its owner alone, where it is missing; waits while another process holds it. An error of code
  // `configuration` says what is in the way.
  static Result<AuthorityFolder> hold(const std::string& path);
  AuthorityFolder(AuthorityFolder&& other) noexcept;
  AuthorityFolder& operator=(AuthorityFolder&&) = delete;
  ~AuthorityFolder();  // lets go of it

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // All of a file, or nothing where there is none.
  Result<std::optional<std::string>> read(const std::string& name) const;
  // A whole file or none, even when the machine goes down meanwhile. `mode` is its permissions, whatever the umask.
  Result<void> write(const std::string& name, const std::string& text, unsigned mode) const;

 private:
  AuthorityFolder(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

}  // namespace understudy
