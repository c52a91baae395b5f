#pragma once

#include <catch2/catch_test_macros.hpp>

#include "binance_messages.h"
#include "connected_engine.h"

namespace plimsoll::test {

inline constexpr const char* kBids = R"([["618.00","2.5"],["617.90","1"]])";
inline constexpr const char* kAsks = R"([["618.10","1.5"],["618.50","4"]])";

/// Live on Binance at update 101: two levels a side, best bid 618.00, best ask 618.10.
inline void makeLive(ConnectedEngine& connected, double localTimeMs = 0.0) {
  connected.apply(BinanceMessages::snapshot(100, kBids, kAsks), localTimeMs);
  connected.send(BinanceMessages{}.depth(95, 101, 90, "[]", "[]"), localTimeMs);
  REQUIRE(connected.status() == MarketStatus::live);
  connected.notices();
}

}  // namespace plimsoll::test
