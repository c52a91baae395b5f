#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "plimsoll/base/decimal.h"
#include "random_numbers.h"

namespace plimsoll::test {

/// Writes a JSON document in other words that mean the same to a reader of exchange
/// messages: keys in another order, white space, numbers as strings and strings as
/// numbers, fields that nobody knows.
class JsonVariants {
 public:
  struct Options {
    bool shuffleKeys = false;
    bool space = false;
    bool requote = false;  ///< numbers as strings and the other way round
    bool unknownFields = false;
  };

  JsonVariants(RandomNumbers& random, Options options) : random_(random), options_(options) {}

  std::string text(const nlohmann::ordered_json& value) {
    text_.clear();
    write(value);
    space();
    return text_;
  }

 private:
  using Json = nlohmann::ordered_json;

  void write(const Json& value) {
    space();
    if (value.is_object()) return object(value);
    if (value.is_array()) return array(value);
    if (options_.requote && random_.chance(0.5)) {
      const std::string plain = value.is_string() ? value.get<std::string>() : value.dump();
      const bool isNumber = decimal(plain).has_value() && (plain.size() == 1 || plain[0] != '0' || plain[1] == '.');
      if (isNumber) {
        text_ += value.is_string() ? plain : '"' + plain + '"';
        return;
      }
    }
    text_ += value.dump();
  }

  void object(const Json& object) {
    std::vector<std::pair<std::string, const Json*>> fields;
    for (const auto& [key, value] : object.items()) fields.emplace_back(key, &value);
    if (options_.unknownFields && depth_ < kUnknownDepth) {
      for (const auto& [key, value] : unknown_.items()) {
        if (random_.chance(0.5)) fields.emplace_back(key, &value);
      }
    }
    if (options_.shuffleKeys) random_.shuffle(fields);
    text_ += '{';
    ++depth_;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) text_ += ',';
      space();
      text_ += Json(fields[i].first).dump();
      space();
      text_ += ':';
      write(*fields[i].second);
      space();
    }
    --depth_;
    text_ += '}';
  }

  void array(const Json& array) {
    text_ += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (i > 0) text_ += ',';
      write(array[i]);
    }
    space();
    text_ += ']';
  }

  void space() {
    if (!options_.space) return;
    for (std::size_t left = random_.below(4); left > 0; --left) text_ += " \n\r\t"[random_.below(4)];
  }

  /// Unknown fields stand in the envelope, the payload and its order, and not in themselves for ever.
  static constexpr int kUnknownDepth = 3;

  RandomNumbers& random_;
  Options options_;
  int depth_ = 0;
  std::string text_;
  // Among them an escaped quote, a nested object with keys of ours, brackets in a string.
  const Json unknown_ = Json::parse(R"({
    "zz": 1, "newField": "with \"quotes\" and \\", "flag": true, "nothing": null, "st": 3, "ps": "X",
    "nested": {"e": "depthUpdate", "u": 5, "b": [["1", "2"]], "deep": [[[{"a": []}]]]},
    "aList": [1, "]}", {"s": "OTHER"}], "kč": "€"
  })");
};

}  // namespace plimsoll::test
