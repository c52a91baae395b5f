#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/feed/event.h"
#include "plimsoll/feed/venue.h"

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
  buffer,  ///< kept until a snapshot comes
  ignore,  ///< older than the book, or the same once more
  gap,     ///< something between is missing; kept, as a snapshot may yet reach it
};

/// Decides of each delta of one book whether it is next, by the venue's own rule.
///
/// It holds no prices. Deltas that come before their snapshot are kept here, levels and
/// all, within kMaxBufferedLevels; when that overflows the oldest are worthless anyway,
/// since no snapshot that old will come, and buffering starts anew.
class BookSync {
 public:
  explicit BookSync(SequenceRule rule) noexcept : rule_(rule) {}

  BookStatus status() const noexcept { return status_; }

  /// The last update in the book; empty before the first snapshot.
  std::optional<std::int64_t> lastUpdateId() const noexcept { return lastUpdateId_; }

  /// Judges a delta, and keeps it where the verdict is buffer or gap.
  SyncVerdict judge(const BookDelta& delta, const EventBatch& batch);

  /// Whether a snapshot brings the book forward. One that is older than a live book does
  /// not, and the book is better left alone.
  bool accepts(const BookSnapshot& snapshot) const noexcept;

  /// The snapshot has replaced the book. Kept deltas are then judged in their order and
  /// those that are next handed to `apply(delta, batch)`.
  ///
  /// @return how many were applied
  template <typename Apply>
  int join(const BookSnapshot& snapshot, Apply&& apply) {
    startFrom(snapshot.lastUpdateId);
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
  SyncVerdict followPrevious(const BookDelta& delta) noexcept;
  void keep(const BookDelta& delta, const EventBatch& batch);
  void startFrom(std::int64_t updateId) noexcept;
  void finishJoin() noexcept;
  void dropKept() noexcept;

  SequenceRule rule_;
  BookStatus status_ = BookStatus::waiting;
  bool joined_ = false;  ///< a delta has been applied on top of the snapshot
  std::optional<std::int64_t> lastUpdateId_;
  std::int64_t lastFirstUpdateId_ = 0;
  std::vector<BookDelta> kept_;
  EventBatch keptBatch_;
};

}  // namespace plimsoll
