#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared_folder.h"

namespace plimsoll::test {

/// The recordings in a folder of the shared data, by name. None where it is not there.
inline std::vector<std::filesystem::path> recordings(const std::string& folder) {
  std::vector<std::filesystem::path> found;
  const auto root = sharedFolder(folder);
  if (!root) return found;
  for (const auto& entry : std::filesystem::directory_iterator(*root)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".ndjson") || name.ends_with(".ndjson.gz")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Reads a recording, of which a line is a receive time in nanoseconds, a space and the
/// message as it was received. Packed ones go through gzip, which every Debian has.
class Recording {
 public:
  explicit Recording(const std::filesystem::path& path) {
    const std::string command = (path.extension() == ".gz" ? "gzip -dc '" : "cat '") + path.string() + "'";
    pipe_ = popen(command.c_str(), "r");
    if (pipe_ == nullptr) throw std::runtime_error("cannot read " + path.string());
  }
  ~Recording() {
    if (pipe_ != nullptr) pclose(pipe_);
    std::free(line_);
  }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// The next message, valid until the one after; nothing at the end.
  std::optional<std::string_view> next() {
    const ssize_t length = getline(&line_, &capacity_, pipe_);
    if (length < 0) return std::nullopt;
    std::string_view line(line_, static_cast<std::size_t>(length));
    if (line.ends_with('\n')) line.remove_suffix(1);
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) throw std::runtime_error("a line without a time");
    timeNs_ = std::stoll(std::string(line.substr(0, space)));
    return line.substr(space + 1);
  }

  /// When the last message was received.
  std::int64_t timeNs() const { return timeNs_; }

  /// Ends reading. Whether the file was whole.
  bool close() {
    const bool whole = pclose(pipe_) == 0;
    pipe_ = nullptr;
    return whole;
  }

 private:
  std::FILE* pipe_ = nullptr;
  char* line_ = nullptr;
  std::size_t capacity_ = 0;
  std::int64_t timeNs_ = 0;
};

}  // namespace plimsoll::test
