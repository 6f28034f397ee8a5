#include "recorder/cassette_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>

namespace understudy::recorder {
namespace {

Error cannot_write(const std::string& path) {
  return Error(ErrorCode::configuration,
               "cannot write the cassette " + path + ": " + std::generic_category().message(errno));
}

}  // namespace

CassetteFile::CassetteFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
CassetteFile::CassetteFile(CassetteFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      failed_(std::move(other.failed_)) {}
CassetteFile::~CassetteFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<CassetteFile> CassetteFile::create(std::string path, std::string_view head, bool overwrite) {
  std::error_code ignored;
  if (!overwrite && std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) {
    return failure(ErrorCode::configuration,
                   "the cassette " + path + " exists already: name another, or say that it may be overwritten");
  }
  const std::string beside = path + ".new";
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) return tl::unexpected(cannot_write(path));
  CassetteFile file(std::move(path), descriptor);
  if (!file.write(head) || std::rename(beside.c_str(), file.path_.c_str()) != 0) {
    Error error = cannot_write(file.path_);
    unlink(beside.c_str());
    return tl::unexpected(std::move(error));
  }
  return file;
}

void CassetteFile::append(std::string_view piece) {
  if (failed_) return;
  const auto before = size_;
  if (write(piece)) return;
  failed_ = cannot_write(path_);
  if (ftruncate(descriptor_, before) == 0) size_ = before;
}

bool CassetteFile::write(std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    size_ += written;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace understudy::recorder
