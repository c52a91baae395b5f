#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/leverage.h"
#include "plimsoll/margin/liquidation.h"

namespace plimsoll::golden {
namespace {

Position linearPosition(const Case& one, double margin) {
  return {one.side() * one.number("size"), one.number("entry"), margin};
}

MarginBracket bracketIn(const Case& one) {
  MarginBracket bracket{};
  bracket.maintenanceMarginRate = one.number("mmr");
  bracket.maintenanceAmount = one.number("cum", one.number("maint_amount", 0.0));
  return bracket;
}

/// One position of a cross account, the others as constants at their marks.
Answers crossLiquidationPrice(const Case& account) {
  CrossBalances balances{account.number("wallet_balance"), 0.0, 0.0};
  const json* target = nullptr;
  for (const json& inputs : account.inputs.at("positions")) {
    if (inputs.at("symbol") == account.inputs.at("target")) {
      target = &inputs;
      continue;
    }
    const Case one{account.whole, inputs, account.tables};
    const Position other = linearPosition(one, 0.0);
    const double mark = one.number("mark");
    balances.otherMaintenanceMargin += maintenanceMargin(bracketIn(one), notional(other, mark));
    balances.otherUnrealizedPnl += unrealizedPnl(other, mark);
  }
  if (!target) throw NotComputable{"the target among the positions"};
  const Case one{account.whole, *target, account.tables};
  const Position position = linearPosition(one, collateral(balances));
  return {{"liquidation_price", answer(liquidationPrice(position, bracketIn(one)))}};
}

Answers liquidation(const Case& one) {
  if (one.has("positions")) return crossLiquidationPrice(one);
  const bool isWalletGiven = one.has("wallet_balance") || one.has("wallet_balance_expr");
  const double margin = isWalletGiven ? one.numberOrExpression("wallet_balance")
                                      : marginOf(one, one.number("size") * one.number("entry"));
  const Position position = linearPosition(one, margin);
  return {{"liquidation_price", answer(one.has("mmr") ? liquidationPrice(position, bracketIn(one))
                                                      : liquidationPrice(position, one.table()))}};
}

Answers bracket(const Case& one) {
  const MarginTable table = one.table();
  const MarginBracket& found = table.bracket(one.number("notional"));
  return {{"mmr", found.maintenanceMarginRate}, {"cum", found.maintenanceAmount}};
}

Answers maxLeverage(const Case& one) {
  return {{"max_leverage", answer(one.table().maxLeverageForMargin(one.number("stake")))}};
}

Answers order(const Case& one) {
  const double price = one.number("order_price");
  const OpeningOrder order{one.side() * one.number("qty"), price, one.number("leverage", 1.0),
                           one.number("mark", price)};
  return {{"initial_margin", initialMargin(order)},
          {"open_loss", openLoss(order)},
          {"cost", costToOpen(order)}};
}

Answers walletBalance(const Case& one) {
  return {
      {"cross_wallet_balance", marginForLiquidationPrice(linearPosition(one, 0.0), bracketIn(one),
                                                         one.number("liquidation_price"))}};
}

}  // namespace

std::span<const Mapping> binanceMappings() {
  static constexpr Mapping mappings[] = {
      {"Binance USDM", "initial_margin", order},
      {"Binance USDM", "liquidation_price", liquidation},
      {"Binance USDM", "maintenance_amount", bracket},
      {"Binance USDM", "maintenance_margin_rate", bracket},
      {"Binance USDM", "max_leverage", maxLeverage},
      {"Binance USDM", "mmr_and_maint_amount", bracket},
      {"Binance USDM", "open_loss", order},
      {"Binance USDM", "wallet_balance_from_liq_price", walletBalance},
  };
  return mappings;
}

}  // namespace plimsoll::golden
