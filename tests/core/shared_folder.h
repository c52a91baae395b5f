#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace plimsoll::test {

/// A folder of recorded data, under the one that PLIMSOLL_SHARED names (by default it lies
/// beside the source tree). Empty when it is not there, after a line that says so, since a
/// test that was skipped should not look like one that passed. Catch2's own SKIP() will not do:
/// when nothing but skipped tests ran, it makes the program fail.
inline std::optional<std::filesystem::path> sharedFolder(const std::string& name) {
  const char* const named = std::getenv("PLIMSOLL_SHARED");
  const std::filesystem::path shared = named && *named ? named : "../shared";
  // A relative path means the source tree's, whichever folder the tests were started from.
  const std::filesystem::path folder = std::filesystem::path(PLIMSOLL_ROOT) / shared / name;
  if (std::filesystem::is_directory(folder)) return folder;
  std::cout << "skipped: there is no folder " << folder.lexically_normal().string()
            << " (PLIMSOLL_SHARED names another)\n";
  return std::nullopt;
}

/// Whether `npm run test:golden -- FAMILY` asked for this family of cases, or for all.
inline bool isFamilyWanted(const std::string& family) {
  const char* const wanted = std::getenv("PLIMSOLL_GOLDEN");
  return !wanted || !*wanted || family == wanted;
}

}  // namespace plimsoll::test
