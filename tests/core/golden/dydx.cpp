#include "plimsoll/margin/venues/dydx.h"

#include <cmath>
#include <vector>

#include "golden.h"
#include "integers.h"
#include "plimsoll/margin/venues/dydx_quantums.h"

namespace plimsoll::golden {
namespace {

/// A whole of quote quantums as USDC.
double dollars(const WideInteger& quantums) {
  return quantums.toDouble() / 1e6;
}

std::int64_t ppm(double rate) {
  return std::llround(rate * 1e6);
}

// In integers.

dydx::LiquidityTier tierIn(const Case& one) {
  const char* const key = one.has("base_imf_ppm") ? "base_imf_ppm" : "initial_margin_ppm";
  return {
      int64(one, key),
      one.has("maintenance_fraction_ppm") ? int64(one, "maintenance_fraction_ppm") : dydx::kMillion,
      integer(one, "oi_lower_cap", 0), integer(one, "oi_upper_cap", 0)};
}

dydx::Perpetual perpetualIn(const Case& one, const dydx::LiquidityTier& tier) {
  return {tier, static_cast<std::int32_t>(int64(one, "atomic_resolution")),
          static_cast<std::uint64_t>(int64(one, "price")),
          static_cast<std::int32_t>(int64(one, "exponent")), integer(one, "open_interest", 0)};
}

Answers maintenancePpm(const Case& one) {
  return {{"maintenance_margin_ppm", dydx::maintenanceMarginPpm(tierIn(one))}};
}

Answers effectivePpm(const Case& one) {
  return {{"effective_imf_ppm",
           dydx::effectiveInitialMarginPpm(tierIn(one), integer(one, "open_interest_notional"))}};
}

Answers initialMarginQuantums(const Case& one) {
  return {{"initial_margin_quantums",
           answer(dydx::initialMargin(tierIn(one), integer(one, "quote_quantums"),
                                      integer(one, "open_interest_notional", 0)))}};
}

Answers requirements(const Case& one) {
  const dydx::PositionQuantums position{perpetualIn(one, tierIn(one)),
                                        integer(one, "base_quantums")};
  const dydx::Risk risk = dydx::risk(position);
  return {{"imr", answer(risk.initialMargin)}, {"mmr", answer(risk.maintenanceMargin)}};
}

Answers fundingIndex(const Case& one) {
  return {{"index_delta",
           answer(dydx::fundingIndexDelta(perpetualIn(one, {}), integer(one, "rate_8h_ppm"),
                                          int64(one, "seconds")))}};
}

/// A subaccount that a case states in people's units, as the chain would keep it.
struct ChainAccount {
  std::vector<std::string> symbols;
  std::vector<dydx::PositionQuantums> positions;
  WideInteger quoteBalance;

  dydx::SubaccountQuantums subaccount() const { return {quoteBalance, positions}; }

  std::size_t indexOf(const std::string& symbol) const {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      if (symbols[i] == symbol) return i;
    }
    throw NotComputable{"a position in " + symbol};
  }
};

constexpr int kBaseDecimals = 10;
constexpr int kPriceDecimals = 9;

dydx::PositionQuantums chainPosition(double size, double price, double maintenanceRate) {
  dydx::PositionQuantums position{};
  position.perpetual.tier = {ppm(maintenanceRate), dydx::kMillion, 0, 0};
  position.perpetual.atomicResolution = -kBaseDecimals;
  position.perpetual.exponent = -kPriceDecimals;
  position.perpetual.price =
      static_cast<std::uint64_t>(std::llround(price * std::pow(10.0, kPriceDecimals)));
  position.baseQuantums = inUnits(size, kBaseDecimals);
  return position;
}

ChainAccount chainAccount(const Case& one) {
  ChainAccount account;
  account.quoteBalance = inUnits(one.number("usdc"), 6);
  if (!one.has("positions")) {
    account.symbols.push_back("BTC");
    account.positions.push_back(
        chainPosition(one.number("size_btc"), one.number("oracle"), one.number("mmf")));
    return account;
  }
  for (const json& held : one.inputs.at("positions")) {
    const std::string symbol = held.at(0);
    account.symbols.push_back(symbol);
    account.positions.push_back(chainPosition(
        held.at(1), one.inputs.at("prices").at(symbol).get<double>(), one.number("mmf")));
  }
  return account;
}

Answers bankruptcyQuote(const Case& one) {
  const ChainAccount account = chainAccount(one);
  const json& delta = one.inputs.at("delta");
  const dydx::PartialClose close{account.subaccount(), account.indexOf(delta.at(0)),
                                 inUnits(delta.at(1), kBaseDecimals)};
  if (check(close) != Error::none) throw NotComputable{"a close of what is held"};
  const auto quantums = dydx::bankruptcyPriceQuantums(close);
  return {{"bankruptcy_quote_usd", quantums ? json(dollars(*quantums)) : json(nullptr)}};
}

Answers fillable(const Case& one) {
  const ChainAccount account = chainAccount(one);
  const std::size_t index = one.has("target") ? account.indexOf(one.text("target")) : 0;
  const dydx::FillablePriceConfig config{ppm(one.number("bankruptcy_adjustment", 1.0)),
                                         ppm(one.number("spread_to_mmr", 1.5))};
  return {{"fillable_price", answer(dydx::fillablePrice(account.subaccount(), index, config))}};
}

// In people's units.

/// A size that a side may stand beside.
double signedSize(const Case& one) {
  const double size = one.number("size");
  return one.has("side") ? one.side() * std::abs(size) : size;
}

double priceIn(const Case& one) {
  for (const char* const key : {"oracle", "price", "entry", "mark"}) {
    if (one.has(key)) return one.number(key);
  }
  throw NotComputable{"a price"};
}

dydx::PerpPosition positionIn(const Case& one) {
  const double maintenanceRate = one.number("mmf", 0.0);
  return {signedSize(one), priceIn(one), one.number("imf", 1.0), maintenanceRate};
}

/// One of the others of a case: named numbers, or size, price and maintenance rate in a row,
/// after a symbol or without.
dydx::PerpPosition otherIn(const Case& one, const json& other) {
  const std::size_t count = other.size();
  if (other.is_array() && count >= 3) {
    return {other.at(count - 3), other.at(count - 2), 1.0, other.at(count - 1)};
  }
  const Case inputs{one.whole, other, one.tables};
  inputs.number("mmf");
  return positionIn(inputs);
}

/// The case's own position first, then those it calls others.
std::vector<dydx::PerpPosition> positionsIn(const Case& one) {
  std::vector<dydx::PerpPosition> positions{positionIn(one)};
  if (!one.has("others")) return positions;
  const json& others = one.inputs.at("others");
  if (others.is_object()) return {positions.front(), otherIn(one, others)};
  for (const json& other : others)
    positions.push_back(otherIn(one, other));
  return positions;
}

/// The balance that leaves a subaccount with this equity.
double balanceFor(double equity, std::span<const dydx::PerpPosition> positions) {
  return equity - dydx::summary({0.0, positions}).equity;
}

Answers liquidation(const Case& one) {
  one.number("mmf");
  const std::vector<dydx::PerpPosition> positions = positionsIn(one);
  const double balance =
      one.has("usdc") ? one.number("usdc") : balanceFor(one.number("equity"), positions);
  const dydx::Subaccount subaccount{balance, positions};
  if (check(subaccount) != Error::none) throw NotComputable{"a subaccount that can be"};
  const auto price = dydx::liquidationPrice(subaccount, 0);
  const dydx::Subaccount others{balance, std::span(positions).subspan(1)};
  return {
      {"liquidation_price", answer(price)},
      {"equity_at_liq", price ? json(dydx::equityAfterMove(subaccount, 0, *price)) : json(nullptr)},
      {"mmr_others", dydx::summary(others).maintenanceMargin}};
}

Answers account(const Case& one) {
  json inputs = one.inputs.at("position");
  for (const char* const key : {"imf", "mmf"}) {
    if (one.has(key)) inputs[key] = one.number(key);
  }
  const std::vector<dydx::PerpPosition> positions{positionIn({one.whole, inputs, one.tables})};
  const dydx::Summary found = dydx::summary({one.number("usdc"), positions});
  const double free = found.rawFreeMargin;
  return {{"equity", found.equity},
          {"free_collateral", free},
          {"notional_total", found.notional},
          {"initial_risk_total", found.initialMargin},
          {"leverage", answer(found.leverage)},
          {"margin_usage", answer(found.marginUsage)},
          {"subaccount_buying_power", dydx::buyingPower(free, dydx::kDefaultInitialMarginRate)},
          {"position_buying_power", dydx::buyingPower(free, one.number("imf"))}};
}

/// Entered with this collateral, and all answers to what the price does then.
Answers entered(const Case& one) {
  dydx::PerpPosition position = positionIn(one);
  position.oraclePrice = one.number("entry");
  const dydx::Subaccount subaccount{balanceFor(one.number("collateral"), {&position, 1}),
                                    {&position, 1}};
  Answers answers{{"equity_at_2", dydx::equityAfterMove(subaccount, 0, 2.0)}};
  const auto bankruptcy = dydx::bankruptcyPrice(subaccount, 0);
  answers["bankruptcy_price"] = answer(bankruptcy);
  if (bankruptcy) {
    answers["counterparty_profit"] =
        -position.signedQuantity * (*bankruptcy - position.oraclePrice);
  }
  if (one.has("mark")) {
    const double equity = dydx::equityAfterMove(subaccount, 0, one.number("mark"));
    answers["equity"] = equity;
    answers["pnl"] = equity - dydx::summary(subaccount).equity;
  }
  return answers;
}

Answers maintenance(const Case& one) {
  one.number("mmf");
  const dydx::PerpPosition position = positionIn(one);
  return {{"mmr", dydx::summary({0.0, {&position, 1}}).maintenanceMargin}};
}

Answers fundingCap(const Case& one) {
  return {{"cap", dydx::maxFundingRate(one.number("imf"), one.number("mmf"),
                                       one.number("clamp_factor", 6.0))}};
}

Answers impact(const Case& one) {
  return {{"impact_notional", dydx::impactNotional(one.number("imf"))}};
}

}  // namespace

std::span<const Mapping> dydxMappings() {
  static constexpr Mapping mappings[] = {
      {"dYdX v4", "account_summary", account},
      {"dYdX v4", "bankruptcy_price", entered},
      {"dYdX v4", "bankruptcy_price_quote", bankruptcyQuote},
      {"dYdX v4", "effective_imf_ppm", effectivePpm},
      {"dYdX v4", "equity_after_move", entered},
      {"dYdX v4", "fillable_price", fillable},
      {"dYdX v4", "funding_index_delta", fundingIndex},
      {"dYdX v4", "impact_notional", impact},
      {"dYdX v4", "imr_mmr_quantums", requirements},
      {"dYdX v4", "initial_margin_quantums", initialMarginQuantums},
      {"dYdX v4", "liquidation_price", liquidation},
      {"dYdX v4", "maintenance_margin", maintenance},
      {"dYdX v4", "maintenance_margin_ppm", maintenancePpm},
      {"dYdX v4", "max_funding_rate_8h", fundingCap},
  };
  return mappings;
}

}  // namespace plimsoll::golden
