#include "core/tls/authority_folder.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/text/text_file.hpp"

#include <fcntl.h>

namespace understudy {
namespace {

tl::unexpected<Error> cannot(const std::string& what) {
  return failure(ErrorCode::configuration, "cannot " + what + ": " + std::generic_category().message(errno));
}

bool write_all(int descriptor, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(descriptor, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    written += static_cast<std::size_t>(n);
  }
  return true;
}

// Makes the folders above as others are made, and the last for its owner alone.
bool make_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  return mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;
}

}  // namespace

Result<AuthorityFolder> AuthorityFolder::hold(const std::string& path) {
  if (!make_folder(path)) return cannot("make the folder " + path);
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return cannot("open the folder " + path);
  AuthorityFolder folder(path, descriptor);
  int locked = 0;
  do {
    locked = flock(descriptor, LOCK_EX);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0) return cannot("lock the folder " + path);
  return folder;
}

AuthorityFolder::AuthorityFolder(AuthorityFolder&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

AuthorityFolder::~AuthorityFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<std::optional<std::string>> AuthorityFolder::read(const std::string& name) const {
  struct stat about {};
  if (fstatat(descriptor_, name.c_str(), &about, 0) != 0 && errno == ENOENT) return std::nullopt;
  auto text = read_text_file(file(name));
  if (!text) return failure(ErrorCode::configuration, "cannot read " + text.error().message);
  return std::move(*text);
}

Result<void> AuthorityFolder::write(const std::string& name, const std::string& text, unsigned mode) const {
  std::string temporary = file("." + name + "-XXXXXX");
  const int descriptor = mkstemp(temporary.data());  // for the owner alone, until it has its mode
  if (descriptor < 0) return cannot("write " + file(name));
  const bool whole = write_all(descriptor, text) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
  const int why = errno;
  close(descriptor);
  if (whole && rename(temporary.c_str(), file(name).c_str()) == 0) {
    fsync(descriptor_);
    return {};
  }
  errno = whole ? errno : why;
  auto error = cannot("write " + file(name));
  unlink(temporary.c_str());
  return error;
}

}  // namespace understudy
