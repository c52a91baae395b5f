#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/engine/watch.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

using WatchId = std::int32_t;

/// A position as a user asks to have it watched, by its symbol.
struct PositionToWatch {
  std::uint32_t id;  ///< the caller's number for it, unique within its watch
  std::string symbol;
  Position position;
  MarginTable table;
  Instrument instrument;
};

/// A mark price of a venue's symbol.
struct VenueMark {
  FeedVenue venue;
  std::string_view symbol;
  double price;                         ///< quote units for one base unit
  std::optional<double> variancePerMs;  ///< of the mark's log return; empty until warm
  double localTimeMs;
};

/// All watches of an engine, and which symbols they look at.
class WatchDesk {
 public:
  /// Whether a watch knows the margin rules of a venue.
  static constexpr bool knows(FeedVenue venue) noexcept { return venue == FeedVenue::binanceUsdm; }

  /// @param venue       one that it knows
  /// @param thresholds  have passed check()
  WatchId open(FeedVenue venue, const WarningThresholds& thresholds);
  void close(WatchId watch);
  Watch* find(WatchId watch) noexcept;

  /// Replaces what is watched; nothing changes where it is refused.
  Refusal update(WatchId watch, std::vector<PositionToWatch> positions);

  /// A mark price came in, for all watches of its venue.
  void mark(const VenueMark& mark) noexcept;

  /// A mark price that had come in before, for one watch that may not know it.
  void prime(WatchId watch, const VenueMark& mark) noexcept;

  void look(double localTimeMs) noexcept;

  /// Grows whenever something about a watch may read differently; 0 for an unknown one.
  std::uint64_t revision(WatchId watch) const noexcept;

  bool any() const noexcept { return open_ > 0; }

  /// Whether any watch has an event that nobody has taken.
  bool hasEvents() const noexcept { return any() && anyHasEvents(); }

  /// Calls `visit(venue, symbol)` for every symbol that is watched.
  template <typename Visit>
  void eachSymbol(Visit&& visit) const {
    for (const Symbol& symbol : symbols_) {
      if (symbol.watched) visit(symbol.venue, symbol.name);
    }
  }

 private:
  struct Symbol {
    FeedVenue venue;
    std::string name;
    bool watched;
  };
  struct Desk {
    FeedVenue venue;
    Watch watch;
    std::vector<std::uint32_t> keys;
    std::uint64_t revision = 1;
  };

  std::optional<std::uint32_t> find(FeedVenue venue, std::string_view symbol) const noexcept;
  std::uint32_t key(FeedVenue venue, std::string_view symbol);
  static void tell(Desk& desk, std::uint32_t key, const VenueMark& mark) noexcept;
  void markWatched() noexcept;
  bool anyHasEvents() const noexcept;

  std::vector<std::unique_ptr<Desk>> desks_;
  std::vector<Symbol> symbols_;  ///< a symbol's key is its place here
  int open_ = 0;
};

}  // namespace plimsoll
