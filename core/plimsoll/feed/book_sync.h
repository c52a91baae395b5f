#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// Whether a book can be trusted.
enum class BookStatus : std::uint8_t {
  waiting,  ///< no snapshot yet, or none that the stream could be joined to
  live,     ///< every update since the snapshot has been applied
  gap,      ///< an update was missed: the book is wrong from there on
};

/// What to do with a delta.
enum class SyncVerdict : std::uint8_t {
  apply,   ///< it is next
  buffer,  ///< there is no snapshot yet; kept for one that is fetched, and lost where one is pushed
  ignore,  ///< older than the book, or the same once more
  gap,     ///< something between is missing; kept, as a snapshot may yet reach it
};

/// Decides of each delta of one book whether it is next, by the rule that it came with.
///
/// It holds no prices. Deltas that come before a snapshot that is fetched are kept here,
/// levels and all, within kMaxBufferedLevels; when that overflows the oldest are worthless
/// anyway, since no snapshot that old will come, and buffering starts anew.
class BookSync {
 public:
  /// @param joinsFetched  whether snapshots are fetched, until a delta's rule says it
  explicit BookSync(bool joinsFetched) noexcept : joinsFetched_(joinsFetched) {}

  BookStatus status() const noexcept { return status_; }

  /// The last update in the book; empty before the first snapshot.
  std::optional<std::int64_t> lastUpdateId() const noexcept { return lastUpdateId_; }

  /// Whether a lost book comes back with a fetched snapshot rather than a new subscription.
  bool joinsFetched() const noexcept { return joinsFetched_; }

  /// How often a delta was found to be the next by its number.
  std::uint64_t followed() const noexcept { return followed_; }

  /// How often the deltas that wait for a snapshot were not in a row.
  std::uint64_t brokenWhileWaiting() const noexcept { return brokenWhileWaiting_; }

  /// Judges a delta, and keeps it where the verdict is buffer or gap.
  SyncVerdict judge(const BookDelta& delta, const EventBatch& batch);

  /// Whether a snapshot may replace the book. One that was fetched, or comes periodically,
  /// has to bring a live book forward; one that is pushed counts whatever its number.
  bool accepts(const BookSnapshot& snapshot) const noexcept;

  /// The snapshot has replaced the book. Kept deltas are then judged in their order and
  /// those that are next handed to `apply(delta, batch)`.
  ///
  /// @return how many were applied
  template <typename Apply>
  int join(const BookSnapshot& snapshot, Apply&& apply) {
    startFrom(snapshot);
    int applied = 0;
    for (const BookDelta& delta : kept_) {
      const SyncVerdict verdict = follow(delta);
      if (verdict == SyncVerdict::gap) break;
      if (verdict != SyncVerdict::apply) continue;
      apply(delta, keptBatch_);
      ++applied;
    }
    finishJoin();
    return applied;
  }

  /// Forgets everything, as after a reconnection: what was missed cannot be known.
  void reset() noexcept;

  /// A delta could not be applied, so the book is missing it.
  void markGap() noexcept;

 private:
  static constexpr std::size_t kMaxBufferedLevels = 200'000;

  SyncVerdict follow(const BookDelta& delta) noexcept;
  bool isNext(const BookDelta& delta) const noexcept;
  bool reachesAcross(const BookDelta& delta) const noexcept;
  void keep(const BookDelta& delta, const EventBatch& batch);
  void startFrom(const BookSnapshot& snapshot) noexcept;
  void finishJoin() noexcept;
  void dropKept() noexcept;

  BookStatus status_ = BookStatus::waiting;
  bool joinsFetched_;
  bool fromFetched_ = false;  ///< the snapshot was fetched
  bool joined_ = false;       ///< a delta has been applied on top of the snapshot
  std::optional<std::int64_t> lastUpdateId_;
  std::int64_t lastFirstUpdateId_ = 0;
  std::uint64_t followed_ = 0;
  std::uint64_t brokenWhileWaiting_ = 0;
  std::vector<BookDelta> kept_;
  EventBatch keptBatch_;
};

}  // namespace plimsoll
