// What is called for every message or every frame.

#include "exports.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/book_levels.h"
#include "plimsoll/book/mid_price.h"
#include "plimsoll/engine/optional_reading.h"

namespace {

using namespace plimsoll;
using door::engine;

constexpr std::size_t kMostOfBurst = 64;
std::array<std::uint32_t, kMostOfBurst> sizes;  // of a burst's messages
std::uint32_t taken;                            // of them by the last call

DecodeResult lastRefusal;
Error lastInputError = Error::none;

/// Twice the events applied, and one more where somebody has to look: at a notice, a
/// warning or a refusal.
std::int32_t answer(const Engine::Ingested& ingested) {
  lastRefusal = ingested.refused;
  return ingested.applied * 2 + (engine().wantsAttention(ingested) ? 1 : 0);
}

template <typename Question>
double ask(MarketId market, Error error, Question&& question) {
  lastInputError = error;
  const Market* found = engine().market(market);
  if (error != Error::none || found == nullptr || found->trustedBook() == nullptr) {
    return kMissing;
  }
  return orMissing(question(*found->trustedBook()));
}

}  // namespace

PLIMSOLL_EXPORT char* messageRoom(std::uint32_t size) {
  return engine().messageRoom(size, Engine::kMaxListings);
}

PLIMSOLL_EXPORT std::uint32_t* burstSizes() { return sizes.data(); }
PLIMSOLL_EXPORT std::uint32_t burstTaken() { return taken; }

PLIMSOLL_EXPORT std::int32_t ingestBurst(std::int32_t feed, std::uint32_t count,
                                         double localTimeMs) {
  const auto burst = engine().ingestBurst(feed, {sizes.data(), count}, localTimeMs);
  taken = burst.taken;
  return answer(burst.ingested);
}

PLIMSOLL_EXPORT std::int32_t ingest(std::int32_t feed, std::uint32_t size, double localTimeMs) {
  sizes[0] = size;
  return ingestBurst(feed, 1, localTimeMs);
}

PLIMSOLL_EXPORT std::int32_t applyTo(std::int32_t market, std::uint32_t size,
                                     double localTimeMs) {
  return answer(engine().apply(market, size, localTimeMs));
}

PLIMSOLL_EXPORT std::int32_t refuse(std::int32_t feed, std::int32_t error, std::uint32_t offset,
                                    double localTimeMs) {
  return answer(engine().refuse(feed, static_cast<Error>(error), offset, localTimeMs));
}

PLIMSOLL_EXPORT std::int32_t look(double localTimeMs) {
  engine().look(localTimeMs);
  return answer({});
}

PLIMSOLL_EXPORT std::int32_t refusedError() { return static_cast<std::int32_t>(lastRefusal.error); }
PLIMSOLL_EXPORT std::uint32_t refusedOffset() {
  return static_cast<std::uint32_t>(lastRefusal.offset);
}
PLIMSOLL_EXPORT std::int32_t inputError() { return static_cast<std::int32_t>(lastInputError); }

PLIMSOLL_EXPORT double revision(std::int32_t market) {
  const Market* found = engine().market(market);
  return found == nullptr ? -1.0 : static_cast<double>(found->revision());
}

PLIMSOLL_EXPORT std::int32_t marketStatus(std::int32_t market) {
  const Market* found = engine().market(market);
  if (found == nullptr) return static_cast<std::int32_t>(MarketStatus::waiting);
  return static_cast<std::int32_t>(found->status(engine().localTimeMs()));
}

/// Fills the flat block of one market; the places are in layout.ts.
PLIMSOLL_EXPORT const double* readMarket(std::int32_t market) {
  static Reading block;
  const Market* found = engine().market(market);
  block = found == nullptr ? Reading{} : found->reading(engine().localTimeMs());
  return &block.status;
}

PLIMSOLL_EXPORT double bookImbalance(std::int32_t market, std::int32_t levels) {
  lastInputError = checkLevels(levels);
  const Market* found = engine().market(market);
  if (lastInputError != Error::none || found == nullptr) return kMissing;
  return orMissing(found->bookImbalance(levels));
}

PLIMSOLL_EXPORT double bookImbalanceWithin(std::int32_t market, double distanceBps) {
  return ask(market, checkDistance(distanceBps),
             [&](const OrderBook& book) { return bookImbalanceWithin(book, distanceBps); });
}

PLIMSOLL_EXPORT double weightedImbalance(std::int32_t market, double decayBps) {
  return ask(market, checkDistance(decayBps),
             [&](const OrderBook& book) { return weightedImbalance(book, decayBps); });
}

PLIMSOLL_EXPORT double weightedMid(std::int32_t market) {
  lastInputError = Error::none;
  const Market* found = engine().market(market);
  return found == nullptr ? kMissing : orMissing(found->weightedMid());
}

PLIMSOLL_EXPORT double midPrice(std::int32_t market) {
  return ask(market, Error::none, [](const OrderBook& book) { return midPrice(book); });
}

PLIMSOLL_EXPORT double watchRevision(std::int32_t watch) {
  return static_cast<double>(engine().watches().revision(watch));
}

namespace {
std::vector<BookRow> rows;
}

/// Fills rows of price, quantity and cumulative quantity, and says how many there are.
PLIMSOLL_EXPORT std::int32_t readLevels(std::int32_t market, std::int32_t side,
                                        std::int32_t count, double grouping) {
  const Market* found = engine().market(market);
  lastInputError = checkGrouping(grouping);
  if (lastInputError == Error::none) lastInputError = checkLevels(count);
  rows.clear();
  if (lastInputError != Error::none || found == nullptr || found->trustedBook() == nullptr) {
    return 0;
  }
  bookLevels(*found->trustedBook(), static_cast<BookSide>(side),
             {static_cast<std::size_t>(count), grouping}, rows);
  return static_cast<std::int32_t>(rows.size());
}

PLIMSOLL_EXPORT const BookRow* levelRows() { return rows.data(); }
