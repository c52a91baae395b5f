#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/feed/decode.h"

namespace plimsoll::test {

/// A message of tests/venues with the lines that stand below it.
struct VenueMessage {
  std::string file;
  int line;
  std::string text;
  std::vector<std::string> below;  ///< without the mark they begin with, which is => or !!
  bool refused = false;            ///< the lines below begin with !!
};

inline bool hasVenueMessages(const std::string& file) {
  return std::filesystem::exists(std::filesystem::path(PLIMSOLL_ROOT) / "tests/venues" / file);
}

/// The messages of a file in tests/venues. Lines with # are comments.
inline std::vector<VenueMessage> venueMessages(const std::string& file) {
  const std::filesystem::path path = std::filesystem::path(PLIMSOLL_ROOT) / "tests/venues" / file;
  std::ifstream lines(path);
  if (!lines) throw std::runtime_error("cannot read " + path.string());
  std::vector<VenueMessage> messages;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    const bool refused = line.starts_with("!!");
    if (!refused && !line.starts_with("=>")) {
      messages.push_back({file, number, line, {}});
      continue;
    }
    messages.back().below.push_back(line.substr(3));
    messages.back().refused |= refused;
  }
  return messages;
}

/// A message with what the decoder wants behind it: a 0, and bytes that it may load but
/// must not believe. Digits and quotes would be the worst to believe.
class PaddedMessage {
 public:
  explicit PaddedMessage(std::string_view text) : size_(text.size()), bytes_(text) {
    bytes_.append(1, '\0');
    bytes_.append(kMessagePadding / 2, '7');
    bytes_.append(kMessagePadding / 2, '"');
  }
  operator std::string_view() const { return {bytes_.data(), size_}; }

 private:
  std::size_t size_;
  std::string bytes_;
};

}  // namespace plimsoll::test
