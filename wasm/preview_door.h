#pragma once

// What stands behind the account where a change is asked about, and what comes back.

// The change. NaN is what is not stated; an order is the last of the positions. Behind it stand
// the contract sizes of all positions, below zero where the position is stated by quantity.
#define PLIMSOLL_CHANGE_INPUTS(field)                                                            \
  field(position) field(amount) field(leverageSetting) field(leg) field(feeRate) field(stopLoss) \
      field(takeProfit) field(hasWallet) field(hedgeMode) field(onlyReduces) field(marginStays)  \
          field(postsByLeverage)

// What it does: the wallet, the position that changed (no quantity: closed) with its place among
// those of before, and what was moved. Then as many problems as are counted, three numbers
// each; and the risks, as an account's answer has them, before and after.
#define PLIMSOLL_CHANGE_FIELDS(field)                                                           \
  field(walletBalance) field(position) field(signedQuantity) field(contracts) field(entryPrice) \
      field(posted) field(equityAtMark) field(leverageSetting) field(closedQuantity)            \
          field(openedQuantity) field(realizedPnl) field(fee) field(postedMargin) field(problems)
