#include "plimsoll/feed/book_sync.h"

namespace plimsoll {
namespace {

/// Whether a delta is numbered as the one behind `before` is.
bool chains(const BookDelta& delta, std::int64_t before) noexcept {
  switch (delta.rule.chain) {
    case Chain::previous:
      return delta.previousUpdateId == before;
    case Chain::consecutive:
      return delta.firstUpdateId == before + 1;
    case Chain::none:
      break;
  }
  return true;
}

/// The first update that a fetched snapshot does not hold: where updates are consecutive it
/// has the next number, where each names the one before it the snapshot's own.
std::int64_t firstWanted(const BookDelta& delta, std::int64_t snapshotId) noexcept {
  return delta.rule.chain == Chain::consecutive ? snapshotId + 1 : snapshotId;
}

}  // namespace

SyncVerdict BookSync::judge(const BookDelta& delta, const EventBatch& batch) {
  joinsFetched_ = delta.rule.joinsFetched;
  if (status_ != BookStatus::live) {
    if (joinsFetched_) keep(delta, batch);
    return SyncVerdict::buffer;
  }
  const SyncVerdict verdict = follow(delta);
  if (verdict == SyncVerdict::gap) {
    // A stream that never joined its fetched snapshot is waiting for a better one; one that
    // had joined has lost something.
    status_ = joined_ || !joinsFetched_ ? BookStatus::gap : BookStatus::waiting;
    if (joinsFetched_) keep(delta, batch);
  }
  return verdict;
}

SyncVerdict BookSync::follow(const BookDelta& delta) noexcept {
  const std::int64_t last = *lastUpdateId_;
  const bool joins = !joined_ && fromFetched_ && joinsFetched_;
  if (joins && delta.lastUpdateId < firstWanted(delta, last)) return SyncVerdict::ignore;
  if (!isNext(delta) && !(joins && reachesAcross(delta))) {
    const bool sameAgain = joined_ && delta.lastUpdateId == last &&
                           delta.firstUpdateId == lastFirstUpdateId_;
    return sameAgain ? SyncVerdict::ignore : SyncVerdict::gap;
  }
  // An update that ends before the one it follows is a restarted sequence.
  if (delta.lastUpdateId < last && !delta.rule.mayStepBack && delta.rule.chain != Chain::none) {
    return SyncVerdict::gap;
  }
  followed_ += delta.rule.chain != Chain::none;
  lastUpdateId_ = delta.lastUpdateId;
  lastFirstUpdateId_ = delta.firstUpdateId;
  joined_ = true;
  return SyncVerdict::apply;
}

bool BookSync::isNext(const BookDelta& delta) const noexcept {
  const std::int64_t last = *lastUpdateId_;
  const std::int64_t before = delta.previousUpdateId.value_or(last);
  const bool beginsAtZero = !joined_ && delta.rule.mayBeginAtZero && before == 0;
  const bool overlaps = !joined_ && delta.rule.mayOverlapSnapshot && before <= last &&
                        delta.lastUpdateId >= last;
  return beginsAtZero || overlaps || chains(delta, last);
}

bool BookSync::reachesAcross(const BookDelta& delta) const noexcept {
  const std::int64_t wanted = firstWanted(delta, *lastUpdateId_);
  return delta.firstUpdateId <= wanted && delta.lastUpdateId >= wanted;
}

bool BookSync::accepts(const BookSnapshot& snapshot) const noexcept {
  switch (snapshot.source) {
    case SnapshotSource::stream:
      return true;
    case SnapshotSource::fetched:
      if (!joinsFetched_) return false;
      break;
    case SnapshotSource::periodic:
      break;
  }
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
  const bool follows = kept_.empty() || chains(delta, kept_.back().lastUpdateId);
  followed_ += follows && !kept_.empty();
  brokenWhileWaiting_ += !follows;
  // One without levels takes room too.
  const std::size_t levels =
      keptBatch_.levels.size() + delta.bids.count + delta.asks.count + kept_.size();
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

void BookSync::startFrom(const BookSnapshot& snapshot) noexcept {
  status_ = BookStatus::live;
  joined_ = false;
  fromFetched_ = snapshot.source == SnapshotSource::fetched;
  lastUpdateId_ = snapshot.lastUpdateId;
}

/// Where the kept deltas do not reach the snapshot it was too old, and they stay for the
/// next; otherwise they have served.
void BookSync::finishJoin() noexcept {
  const bool reached = kept_.empty() || kept_.back().lastUpdateId <= *lastUpdateId_;
  if (!reached && fromFetched_) {
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
