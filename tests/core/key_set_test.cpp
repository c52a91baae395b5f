#include "plimsoll/feed/json/key_set.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

/// Keys stand inside messages, so that anything may follow them.
Slot found(const KeySet& keys, const std::string& key, const std::string& behind = "\":\"12345678") {
  const std::string text = key + behind;
  return keys.find({text.data(), key.size()});
}

/// Slots are the places in the text.
std::map<std::string, Slot> slotsOf(const KeyNames& names) {
  std::map<std::string, Slot> slots;
  names.each([&](std::string_view key, Slot slot) { slots[std::string(key)] = slot; });
  return slots;
}

constexpr KeyNames kNames{
    "a b e E px sz bids data time levels channel message contents timestamp change_id effectiveAt "
    "instrument_name best_bid_amount underlying_price nextFundingRateXX fundingIntervalHours "
    "contractSizeAndMoreThanThirtyTwoLetters"};

TEST_CASE("slots are counted in the order of the keys", "[key_set]") {
  STATIC_REQUIRE(kNames.slot("a") == 0);
  STATIC_REQUIRE(kNames.slot("e") == 2);
  STATIC_REQUIRE(kNames.slot("px") == 4);
  STATIC_REQUIRE(kNames.slot("timestamp") == 13);
  CHECK(slotsOf(kNames).size() == 22);
}

TEST_CASE("every key of 1 to 39 letters is found, whatever stands behind it", "[key_set]") {
  const KeySet keys(kNames);
  for (const auto& [key, slot] : slotsOf(kNames)) {
    CAPTURE(key, key.size());
    for (const char* behind : {"\":\"12345678", "\0\0\0\0\0\0\0\0", "aaaaaaaaaa", "\xff\xff\xff\xff\xff\xff\xff\xff"}) {
      CHECK(found(keys, key, std::string(behind, 8)) == slot);
    }
  }
}

TEST_CASE("what differs from a key by one letter or by length is not found", "[key_set]") {
  const KeySet keys(kNames);
  const auto slots = slotsOf(kNames);
  const auto expected = [&](const std::string& key) {
    const auto slot = slots.find(key);
    return slot == slots.end() ? KeySet::kNone : slot->second;
  };
  const auto check = [&](const std::string& key) {
    CAPTURE(key);
    REQUIRE(found(keys, key) == expected(key));
  };
  for (const auto& [key, slot] : slots) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      std::string changed = key;
      for (const int c : {+'X', +'a', +'_', key[i] ^ 0x20, key[i] ^ 0x80, 0}) {
        changed[i] = static_cast<char>(c);
        check(changed);
      }
      check(key.substr(0, i));
      check(key.substr(i));
    }
    check(key + key.back());
    check(key + std::string(1, '\0'));
    check(key + key);
  }
}

TEST_CASE("no key is found in a set of none", "[key_set]") {
  const KeySet keys(KeyNames{""});
  for (const char* key : {"", "a", "px", "timestamp", "underlying_price"}) {
    CAPTURE(key);
    CHECK(found(keys, key) == KeySet::kNone);
  }
}

TEST_CASE("keys that are equal in head, tail and length differ by their middle", "[key_set]") {
  const KeySet keys(KeyNames{"headheadAtailtail headheadBtailtail headheadABCtailtail headheadACBtailtail"});
  CHECK(found(keys, "headheadAtailtail") == 0);
  CHECK(found(keys, "headheadBtailtail") == 1);
  CHECK(found(keys, "headheadCtailtail") == KeySet::kNone);
  CHECK(found(keys, "headheadABCtailtail") == 2);
  CHECK(found(keys, "headheadACBtailtail") == 3);
  CHECK(found(keys, "headheadAABtailtail") == KeySet::kNone);
  CHECK(found(keys, "headheadtailtail") == KeySet::kNone);
}

TEST_CASE("sets of as many keys as there may be find all and only those", "[key_set]") {
  test::RandomNumbers random(474);
  // Two letters only, so that many keys are nearly alike.
  const auto randomKey = [&] {
    std::string key(1 + random.below(24), 'a');
    for (char& letter : key) letter = random.chance(0.5) ? 'a' : 'b';
    return key;
  };
  for (int round = 0; round < 40; ++round) {
    std::map<std::string, Slot> slots;
    std::string text;
    while (slots.size() < KeyNames::kMost) {
      const std::string key = randomKey();
      if (!slots.emplace(key, static_cast<Slot>(slots.size())).second) continue;
      text += (text.empty() ? "" : " ") + key;
    }
    const KeySet keys(KeyNames{text});
    for (const auto& [key, slot] : slots) {
      if (found(keys, key) != slot) FAIL("another slot of " << key);
    }
    for (int i = 0; i < 2'000; ++i) {
      const std::string key = randomKey();
      const auto known = slots.find(key);
      if (found(keys, key) != (known == slots.end() ? KeySet::kNone : known->second)) FAIL("another slot of " << key);
    }
  }
}

}  // namespace
}  // namespace plimsoll
