// Thousands of positions that stay in the engine while marks move.

#include "holdings.h"

#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "block.h"
#include "exports.h"
#include "plimsoll/margin/holdings.h"

namespace plimsoll::door {
namespace {

#define PLIMSOLL_MEMBER(name) double name;
struct SymbolInput {
  PLIMSOLL_SYMBOL_INPUTS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER

/// Holdings with the brackets that they point at.
struct Kept {
  std::vector<MarginBracket> brackets;
  Holdings holdings;
};

/// Where columns go in and answers out. What is in it means something within one question,
/// so one serves all.
std::unique_ptr<double[]> room;
std::size_t roomDoubles = 0;

const double* answer(const Refusal& refusal, std::size_t index = 0, double also = 0.0) {
  write(Refused{refusal, Part::position, index});
  output.push_back(also);
  return output.data();
}

HeldSymbol symbolOf(const SymbolInput& stated, const MarginTerms& terms) {
  HeldSymbol symbol{static_cast<ContractKind>(static_cast<int>(stated.kind)), stated.contractSize,
                    terms};
  symbol.terms.rateGrowth = given(stated.rateGrowthPerUnit).value_or(0.0);
  symbol.terms.imfFactor = given(stated.imfFactor).value_or(0.0);
  symbol.terms.minMaintenance = given(stated.minMaintenanceMargin).value_or(0.0);
  return symbol;
}

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

/// From the input of accounts: symbols, and the brackets of all of them. The holdings' address
/// ends the answer.
PLIMSOLL_EXPORT const double* openHoldings(std::int32_t venue, double takerFeeRate,
                                           std::uint32_t count) {
  MarginTerms terms{.rules = &rulesOf(venue), .takerFeeRate = given(takerFeeRate).value_or(0.0)};
  if (count == 0) return answer({Error::tableEmpty, "tables"});
  if (terms.rules->isolated.exitFee != ExitFee::none && !given(takerFeeRate))
    return answer({Error::missingField, "takerFeeRate"});
  Block block;
  const auto stated = block.take<SymbolInput>(count);
  const auto rows = block.rest<BracketInput>();
  std::vector<MarginBracket> brackets(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    brackets[row] = bracketOf(rows[row]);
  std::span<MarginBracket> left = brackets;
  std::vector<HeldSymbol> symbols(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto mine = left.first(static_cast<std::size_t>(stated[i].brackets));
    left = left.subspan(mine.size());
    terms.brackets = mine;
    Refusal refusal = complete(mine, *terms.rules);
    symbols[i] = symbolOf(stated[i], terms);
    if (refusal == Error::none) refusal = check(symbols[i]);
    if (refusal != Error::none) return answer(refusal, i);
  }
  auto* const kept = new Kept{std::move(brackets), Holdings(std::move(symbols))};
  return answer({}, 0, static_cast<double>(reinterpret_cast<std::uintptr_t>(kept)));
}

PLIMSOLL_EXPORT void closeHoldings(Kept* kept) {
  delete kept;
}

/// Room for so many numbers; null where memory has no more.
PLIMSOLL_EXPORT double* holdingsRoom(std::uint32_t doubles) {
  if (doubles > roomDoubles) {
    room.reset();
    room.reset(new (std::nothrow) double[doubles]);
    roomDoubles = room ? doubles : 0;
  }
  return room.get();
}

/// Takes the positions whose columns are in the room: quantity, entry, margin, leverage where
/// it is stated, and last the symbols, as integers.
PLIMSOLL_EXPORT const double* fillHoldings(Kept* kept, std::uint32_t count,
                                           bool areLeveragesStated) {
  const auto column = [count](std::size_t i) { return std::span(room.get() + i * count, count); };
  const std::size_t last = areLeveragesStated ? 4 : 3;
  const Refusal refusal = kept->holdings.fill(
      {.symbol = {reinterpret_cast<const std::uint32_t*>(column(last).data()), count},
       .signedQuantity = column(0),
       .entryPrice = column(1),
       .posted = column(2),
       .leverageSetting = areLeveragesStated ? column(3) : std::span<double>()});
  return answer(refusal);
}

/// Liquidation prices, into the room.
PLIMSOLL_EXPORT void readHoldings(const Kept* kept) {
  kept->holdings.readLiquidationPrices(room.get());
}

/// Counts at the marks at the start of the room; distances go behind them, and ratios behind
/// these. How many are liquidatable ends the answer.
PLIMSOLL_EXPORT const double* markHoldings(Kept* kept) {
  const std::span marks(room.get(), kept->holdings.symbols());
  const Refusal refusal = Holdings::check(marks);
  std::size_t liquidatable = 0;
  if (refusal == Error::none) {
    double* const distances = marks.data() + marks.size();
    liquidatable = kept->holdings.mark(marks, {distances, distances + kept->holdings.size() + 1});
  }
  return answer(refusal, 0, static_cast<double>(liquidatable));
}
