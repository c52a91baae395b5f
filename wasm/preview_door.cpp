#include "preview_door.h"

#include <limits>

#include "account_door.h"
#include "exports.h"
#include "plimsoll/margin/preview.h"

namespace plimsoll::door {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

#define PLIMSOLL_MEMBER(name) double name;
struct ChangeInput {
  PLIMSOLL_CHANGE_INPUTS(PLIMSOLL_MEMBER)
};
struct ChangeFields {
  PLIMSOLL_CHANGE_FIELDS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER

std::optional<std::size_t> placeOf(double stated) {
  const auto place = given(stated);
  return place ? std::optional(static_cast<std::size_t>(*place)) : std::nullopt;
}

AccountChange changeOf(const ChangeInput& stated) {
  return {.order = {},
          .position = placeOf(stated.position),
          .leverage = given(stated.leverageSetting),
          .amount = given(stated.amount).value_or(0.0),
          .stopLoss = given(stated.stopLoss),
          .takeProfit = given(stated.takeProfit),
          .hasWallet = stated.hasWallet == 1.0};
}

/// The question without the order among its positions.
PreviewQuestion questionOf(const AccountAsked& asked, const ChangeInput& stated) {
  PreviewQuestion question{asked.account, asked.facts, asked.wanted, changeOf(stated)};
  if (asked.hasOrder) {
    const std::size_t held = asked.facts.size() - 1;
    question.account.positions = asked.account.positions.first(held);
    question.facts = asked.facts.first(held);
    question.change.order = {.position = asked.account.positions[held],
                             .facts = asked.facts[held],
                             .leg = placeOf(stated.leg),
                             .feeRate = given(stated.feeRate).value_or(0.0),
                             .hedges = stated.hedgeMode == 1.0,
                             .onlyReduces = stated.onlyReduces == 1.0,
                             .marginStays = stated.marginStays == 1.0,
                             .postsByLeverage = stated.postsByLeverage == 1.0};
  }
  return question;
}

/// The changed position as JavaScript states it, so that it reads the same when it comes back.
/// Of a new setting it knows enough.
ChangeFields restated(ChangedAccount& after, std::span<const double> contractSizes,
                      bool isSetting) {
  ChangeFields fields{after.walletBalance,
                      kNone,
                      0.0,
                      kNone,
                      kNone,
                      kNone,
                      kNone,
                      kNone,
                      after.closedQuantity,
                      after.openedQuantity,
                      after.realizedPnl,
                      after.fee,
                      after.postedMargin,
                      0.0};
  if (!after.changed || isSetting) return fields;
  fields.position = static_cast<double>(*after.changed);
  if (after.isClosed) return fields;

  AccountPosition& held = after.positions[*after.changed];
  ContractPosition& position = held.position;
  const double contractSize = contractSizes[*after.changed];
  if (contractSize > 0.0) {
    position.signedQuantity = direction(position) * held.terms.contracts * contractSize;
    fields.contracts = held.terms.contracts;
  } else {
    const double contracts = direction(position) * position.signedQuantity / -contractSize;
    held.terms.contracts = given(contracts).value_or(0.0);
  }
  fields.signedQuantity = position.signedQuantity;
  fields.entryPrice = position.entryPrice;
  fields.leverageSetting = held.terms.leverage.value_or(kNone);
  if (position.margin > 0.0) fields.posted = position.margin;
  if (!held.isIsolated || position.margin > 0.0) return fields;

  const Position counted = countedPosition(position);
  fields.equityAtMark = equity(counted, countedPrice(position.kind, held.markPrice));
  position.margin = contractPosition(position.kind, {position.signedQuantity, position.entryPrice,
                                                     held.markPrice, fields.equityAtMark})
                        .margin;
  return fields;
}

bool refuses(const Refusal& refusal) {
  if (refusal != Error::none) write(Refused{refusal, Part::change});
  return refusal != Error::none;
}

void answerPreview(const AccountAsked& asked) {
  const auto& stated = *reinterpret_cast<const ChangeInput*>(asked.rest.data());
  const PreviewQuestion question = questionOf(asked, stated);
  if (refuses(check(question.account, question.change))) return;
  ChangedAccount after = changed(question.account, question.facts, question.change);
  if (refuses(check(after))) return;

  ChangeFields fields = restated(after, asked.rest.subspan(sizeof(ChangeInput) / sizeof(double)),
                                 question.change.leverage.has_value());
  const Preview answer = preview(question, after);
  fields.problems = static_cast<double>(answer.problems.size());
  const auto* const numbers = reinterpret_cast<const double*>(&fields);
  output.insert(output.end(), numbers, numbers + sizeof(fields) / sizeof(double));
  for (const Problem& problem : answer.problems)
    output.insert(output.end(), {static_cast<double>(problem.code), problem.first, problem.second});
  write(answer.before.account, answer.before.positions);
  write(answer.after.account, answer.after.positions);
}

}  // namespace
}  // namespace plimsoll::door

/// What a change would do to the account that was written, of which an order is the last
/// position.
PLIMSOLL_EXPORT const double* previewChange(std::int32_t hasOrder) {
  return plimsoll::door::answerAccount(plimsoll::door::answerPreview, hasOrder != 0);
}
