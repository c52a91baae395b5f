#include "plimsoll/feed/book_sync.h"

namespace plimsoll {

SyncVerdict BookSync::judge(const BookDelta& delta, const EventBatch& batch) {
  if (status_ != BookStatus::live) {
    keep(delta, batch);
    return SyncVerdict::buffer;
  }
  const SyncVerdict verdict = follow(delta);
  if (verdict == SyncVerdict::gap) {
    // A stream that never joined its snapshot is waiting for a better one; one that had
    // joined has lost something.
    status_ = joined_ ? BookStatus::gap : BookStatus::waiting;
    keep(delta, batch);
  }
  return verdict;
}

SyncVerdict BookSync::follow(const BookDelta& delta) noexcept {
  switch (rule_) {
    case SequenceRule::previousUpdateId:
      break;
  }
  return followPrevious(delta);
}

/// Binance's rule. Before the stream has joined, deltas that end before the snapshot are
/// old, and the first that counts must reach across it.
SyncVerdict BookSync::followPrevious(const BookDelta& delta) noexcept {
  const std::int64_t last = *lastUpdateId_;
  if (!joined_ && delta.lastUpdateId < last) return SyncVerdict::ignore;
  const bool chained = delta.previousUpdateId == last;
  const bool reachesAcross =
      !joined_ && delta.firstUpdateId <= last && delta.lastUpdateId >= last;
  if (!chained && !reachesAcross) {
    const bool sameAgain = joined_ && delta.lastUpdateId == last &&
                           delta.firstUpdateId == lastFirstUpdateId_;
    return sameAgain ? SyncVerdict::ignore : SyncVerdict::gap;
  }
  // An update that ends before the one it follows is a restarted sequence.
  if (delta.lastUpdateId < last) return SyncVerdict::gap;
  lastUpdateId_ = delta.lastUpdateId;
  lastFirstUpdateId_ = delta.firstUpdateId;
  joined_ = true;
  return SyncVerdict::apply;
}

bool BookSync::accepts(const BookSnapshot& snapshot) const noexcept {
  return status_ != BookStatus::live || snapshot.lastUpdateId > *lastUpdateId_;
}

void BookSync::reset() noexcept {
  status_ = BookStatus::waiting;
  joined_ = false;
  lastUpdateId_.reset();
  dropKept();
}

void BookSync::markGap() noexcept { status_ = BookStatus::gap; }

void BookSync::keep(const BookDelta& delta, const EventBatch& batch) {
  const bool follows = kept_.empty() || delta.previousUpdateId == kept_.back().lastUpdateId;
  const std::size_t levels = keptBatch_.levels.size() + delta.bids.count + delta.asks.count;
  if (!follows || levels > kMaxBufferedLevels) dropKept();

  const auto copied = [&](LevelRange range) {
    const LevelRange into{static_cast<std::uint32_t>(keptBatch_.levels.size()), range.count};
    const auto from = batch.at(range);
    keptBatch_.levels.insert(keptBatch_.levels.end(), from.begin(), from.end());
    return into;
  };
  BookDelta copy = delta;
  copy.symbol = {};  // points into a message that is about to go
  copy.bids = copied(delta.bids);
  copy.asks = copied(delta.asks);
  kept_.push_back(copy);
}

void BookSync::startFrom(std::int64_t updateId) noexcept {
  status_ = BookStatus::live;
  joined_ = false;
  lastUpdateId_ = updateId;
}

/// Where the kept deltas do not reach the snapshot it was too old, and they stay for the
/// next; otherwise they have served.
void BookSync::finishJoin() noexcept {
  const bool reached = kept_.empty() || kept_.back().lastUpdateId <= *lastUpdateId_;
  if (!reached) {
    status_ = BookStatus::waiting;
    joined_ = false;
    return;
  }
  dropKept();
}

void BookSync::dropKept() noexcept {
  kept_ = {};
  keptBatch_ = {};
}

}  // namespace plimsoll
