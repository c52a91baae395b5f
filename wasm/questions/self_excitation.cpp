// Who answers whom among trades.

#include <algorithm>
#include <cmath>
#include <memory>

#include "plimsoll/flow/self_excitation_fit.h"
#include "values.h"

namespace plimsoll::door::questions {
namespace {

struct TradeRow {
  double venueTimeMs;
  double side;
};

Refusal checkTimes(std::span<const TradeRow> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int row = static_cast<int>(i);
    if (!std::isfinite(rows[i].venueTimeMs)) return {Error::notFinite, "venueTimeMs", row};
    if (i > 0 && rows[i].venueTimeMs < rows[i - 1].venueTimeMs)
      return {Error::windowOutOfRange, "venueTimeMs", row};
  }
  return {};
}

}  // namespace

/// The first trade only marks where the window begins: what was before it is not known.
Refusal selfExcitation::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto rows = asked.rows.take<TradeRow>(given.events);
  if (rows.size() > SelfExcitationFit::kMaxEvents) return {Error::levelsOutOfRange, "events"};
  const auto now = door::given(given.nowMs);
  const Refusal refusal =
      firstOf({checkFinite(now.value_or(0.0), "nowMs"), checkTimes(rows)});
  if (refusal != Error::none || rows.empty()) return refusal;

  const double startMs = rows.front().venueTimeMs;
  const double endMs = std::max(now.value_or(startMs), rows.back().venueTimeMs);
  const auto fitter = std::make_unique<SelfExcitationFit>();
  std::size_t count = 0;
  for (const TradeRow& row : rows) {
    if (row.venueTimeMs <= startMs) continue;
    fitter->scratch()[count++] = {(row.venueTimeMs - startMs) / 1'000.0,
                                  row.side > 0.0 ? Node::first : Node::second};
  }
  const auto fitted =
      fitter->fit({fitter->scratch().first(count), (endMs - startMs) / 1'000.0});
  if (!fitted) return {};
  const auto& [buy, sell] = fitted->term.adjacency;
  found = {fitted->baseRatesPerS[0],
           fitted->baseRatesPerS[1],
           fitted->term.decayPerS,
           buy[0],
           buy[1],
           sell[0],
           sell[1],
           fitted->spectralRadius,
           fitted->baseShare,
           fitted->selfShare,
           fitted->crossShare,
           fitted->gainOverChance,
           static_cast<double>(fitted->events[0]),
           static_cast<double>(fitted->events[1])};
  return {};
}

}  // namespace plimsoll::door::questions
