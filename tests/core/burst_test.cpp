#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "live_binance.h"

namespace plimsoll {
namespace {

using test::BinanceMessages;
using test::ConnectedEngine;
using test::sameReading;

/// Puts messages side by side as a page does, and takes them in.
Engine::Burst send(ConnectedEngine& connected, const std::vector<std::string>& messages) {
  std::string together;
  std::vector<std::uint32_t> sizes;
  for (const std::string& message : messages) {
    sizes.push_back(static_cast<std::uint32_t>(message.size()));
    together += message + '\n';
  }
  std::memcpy(connected.engine.messageRoom(together.size()), together.data(), together.size());
  return connected.engine.ingestBurst(connected.feed, sizes, 1.0);
}

std::string update(std::int64_t last) {
  return BinanceMessages{}.depth(last, last, last - 1, R"([["617.00",")" + std::to_string(last) + R"("]])", "[]");
}

TEST_CASE("a burst is its messages one after another", "[burst]") {
  ConnectedEngine together, single;
  makeLive(together);
  makeLive(single);
  const std::vector<std::string> messages{update(102), "{}", update(103), update(104)};
  const Engine::Burst burst = send(together, messages);
  for (const std::string& message : messages) single.send(message, 1.0);
  CHECK(burst.taken == 4);
  CHECK(burst.ingested.applied == 3);
  CHECK(sameReading(together.reading(), single.reading()));
  CHECK(together.counters().bytes == single.counters().bytes);
}

TEST_CASE("a burst stops behind the message that leaves something to tell", "[burst]") {
  ConnectedEngine connected;
  makeLive(connected);
  const Engine::Burst refused = send(connected, {update(102), "nonsense", update(103)});
  CHECK(refused.taken == 2);
  CHECK(refused.ingested.applied == 1);
  CHECK(refused.ingested.refused.error == Error::notJson);
  connected.notices();
  const Engine::Burst gap = send(connected, {update(103), update(200), update(201)});
  CHECK(gap.taken == 2);
  CHECK(connected.status() == MarketStatus::gap);
  CHECK(connected.resyncNotices() == 1);
}

TEST_CASE("a burst for a feed that is closed changes nothing", "[burst]") {
  ConnectedEngine connected;
  makeLive(connected);
  connected.engine.closeFeed(connected.feed);
  CHECK(send(connected, {update(102), update(103)}).taken == 0);
}

}  // namespace
}  // namespace plimsoll
