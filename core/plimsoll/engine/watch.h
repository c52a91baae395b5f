#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/engine/escalation.h"
#include "plimsoll/engine/warning.h"
#include "plimsoll/engine/warning_queue.h"
#include "plimsoll/engine/warning_thresholds.h"
#include "plimsoll/margin/position_risk.h"

namespace plimsoll {

/// A position to watch. The caller numbers positions and symbols.
struct WatchedPosition {
  std::uint32_t id;
  std::uint32_t symbolKey;
  Position position;      ///< has passed its check
  MarginTable table;      ///< not empty
  Instrument instrument;  ///< has passed check()
};

/// Every id is there once, every table has brackets. The row is the position's.
Refusal check(std::span<const WatchedPosition> positions);

/// A mark price as it came in.
struct WatchedMark {
  std::uint32_t symbolKey;
  double markPrice;                     ///< quote units for one base unit; not above zero: ignored
  std::optional<double> variancePerMs;  ///< of the mark's log return; empty until it is warm
  double localTimeMs;  ///< monotonic; earlier than the last one counts as the last one
};

/// Watches positions and warns: that the mark has come near a liquidation price, and that no
/// mark comes any more.
///
/// A warning rises and escalates inside the mark() that crosses its threshold, to the severity
/// that it crossed into. Dwell and cool-down apply to easing and clearing alone. Silence
/// raises `blind` beside what is standing, and never eases or clears it.
///
/// It has no clock: mark() and look() bring the time, and look() once a second is what makes
/// it notice silence. Nothing allocates but update().
///
///     Watch watch;
///     watch.update({{.id = 1, .symbolKey = 0, .position = {+1.0, 50'000.0, 5'000.0},
///                    .table = table, .instrument = {}}});
///     watch.mark({.symbolKey = 0, .markPrice = 45'400.0, .variancePerMs = {}, .localTimeMs = 0.0});
///     watch.nextEvent()->warning.severity   // Severity::critical
class Watch {
 public:
  Watch() noexcept = default;

  /// @param thresholds  have passed check()
  explicit Watch(const WarningThresholds& thresholds) noexcept : thresholds_(thresholds) {}

  /// From now on these. A position whose id and symbol stay keeps its warnings as they stand, and
  /// is judged anew at once where its mark is fresh; warnings of others are cleared.
  /// @param positions  have passed check()
  void update(std::vector<WatchedPosition> positions);

  /// From now on these, for what is standing too.
  /// @param thresholds  have passed check()
  void setThresholds(const WarningThresholds& thresholds) noexcept;
  const WarningThresholds& thresholds() const noexcept { return thresholds_; }

  /// A mark came in: judges every position of its symbol, and notices the silence of others.
  void mark(const WatchedMark& mark) noexcept;

  /// Nothing came in, but time goes on.
  void look(double localTimeMs) noexcept;

  /// The next event that nobody has taken yet.
  std::optional<WarningEvent> nextEvent() noexcept { return events_.next(); }

  bool hasEvents() const noexcept { return !events_.empty(); }

  /// Events that were never taken and had to make room.
  std::uint64_t lostEvents() const noexcept { return events_.lost(); }

  /// All warnings that stand, in the order of position ids; valid until the next call.
  std::span<const Warning> standing() noexcept;

  /// Somebody has seen this warning. Holds until its threshold is crossed again.
  /// @return whether such a warning stands
  bool acknowledge(std::uint64_t warningId) noexcept;

  /// How a watched position stands at the last mark of its symbol; empty for an unknown id.
  std::optional<PositionRisk> risk(std::uint32_t positionId) const;

 private:
  struct Symbol {
    std::uint32_t key;
    std::optional<double> markPrice;
    std::optional<double> variancePerMs;
    double markMs = 0.0;
  };
  struct Watched {
    WatchedPosition of;
    std::size_t symbol;  // index into symbols_
    std::optional<double> liquidationPrice;
    double waitingSinceMs;
    Escalation escalation;
    Warning near;
    Warning blind;
    bool isBlind = false;
  };

  Watched watched(WatchedPosition position);
  std::size_t symbolIndex(std::uint32_t key);
  WarningNumbers numbers(const Watched& watched, const Symbol& symbol) const noexcept;

  void advance(double localTimeMs) noexcept;
  void judge(Watched& watched, double sinceLastMarkMs) noexcept;
  void judgeAgain() noexcept;
  void noticeSilence() noexcept;
  void clearBlind(Watched& watched) noexcept;
  void clearAll(Watched& watched) noexcept;
  bool isFresh(const Symbol& symbol) const noexcept;

  WarningThresholds thresholds_;
  std::vector<Watched> watched_;  // sorted by id
  std::vector<Symbol> symbols_;
  std::vector<Warning> standing_;
  WarningQueue events_;
  bool hasTime_ = false;
  double nowMs_ = 0.0;
};

}  // namespace plimsoll
