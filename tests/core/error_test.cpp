#include "plimsoll/base/error.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

namespace plimsoll {

TEST_CASE("an error's code is its name", "[error]") {
  REQUIRE(std::string(name(Error::none)) == "none");
  REQUIRE(std::string(name(Error::truncated)) == "truncated");
  REQUIRE(std::string(name(Error::priceNotPositive)) == "priceNotPositive");
  REQUIRE(std::string(name(Error::tablePercent)) == "tablePercent");
}

TEST_CASE("a number that is no error has a name all the same", "[error]") {
  REQUIRE(std::string(name(static_cast<Error>(-1))) == "unknownError");
  REQUIRE(std::string(name(static_cast<Error>(9999))) == "unknownError");
}

TEST_CASE("error numbers are part of the interface", "[error]") {
  // A number that changes here breaks whoever stored it. New ones go to the end of their group.
  REQUIRE(static_cast<int>(Error::notJson) == 1);
  REQUIRE(static_cast<int>(Error::outOfMemory) == 14);
  REQUIRE(static_cast<int>(Error::notFinite) == 101);
  REQUIRE(static_cast<int>(Error::duplicatePosition) == 117);
  REQUIRE(static_cast<int>(Error::tableEmpty) == 201);
  REQUIRE(static_cast<int>(Error::tableDiscontinuous) == 208);
}

TEST_CASE("no two errors share a code", "[error]") {
  std::set<std::string> codes;
  int count = 0;
  for (int number = 0; number < 1000; ++number) {
    const std::string code = name(static_cast<Error>(number));
    if (code == "unknownError") continue;
    codes.insert(code);
    ++count;
  }
  REQUIRE(static_cast<int>(codes.size()) == count);
}

}  // namespace plimsoll
