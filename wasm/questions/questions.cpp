#include "questions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "../exports.h"

namespace plimsoll::door {
namespace {

/// One question for the dispatcher: how many doubles it takes and gives, and who answers it.
struct Entry {
  std::uint8_t given;
  std::uint8_t found;
  Refusal (*answer)(const double* given, double* found, const Asked& asked);
};

template <typename Input, typename Answer, Refusal (*answerTo)(const Input&, Answer&, const Asked&)>
Refusal thunk(const double* given, double* found, const Asked& asked) {
  return answerTo(*reinterpret_cast<const Input*>(given), *reinterpret_cast<Answer*>(found), asked);
}

#define PLIMSOLL_ENTRY(name, Taken, inputs, Given, answers) \
  Entry{sizeof(questions::name::Input) / sizeof(double),    \
        sizeof(questions::name::Answer) / sizeof(double),   \
        thunk<questions::name::Input, questions::name::Answer, questions::name::answer>},
constexpr Entry kEntries[] = {PLIMSOLL_ACCOUNT_QUESTIONS(PLIMSOLL_ENTRY)
#ifdef PLIMSOLL_WITH_FORMULAS
                                  PLIMSOLL_FORMULA_QUESTIONS(PLIMSOLL_ENTRY)
#endif
};
#undef PLIMSOLL_ENTRY

constexpr std::size_t kMostAnswers = 80;
static_assert(std::ranges::all_of(kEntries,
                                  [](const Entry& entry) { return entry.found <= kMostAnswers; }));

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll::door;

/// The answer to the question that was written, by its number.
PLIMSOLL_EXPORT const double* ask(std::uint32_t question) {
  const Entry& entry = kEntries[question];
  std::array<double, kMostAnswers> found;
  found.fill(std::numeric_limits<double>::quiet_NaN());
  Block block;
  RowAnswers rowAnswers;
  const double* const given = block.take<double>(entry.given).data();
  write({entry.answer(given, found.data(), {block, rowAnswers})});
  output.insert(output.end(), found.begin(), found.begin() + entry.found);
  output.insert(output.end(), rowAnswers.begin(), rowAnswers.end());
  return output.data();
}

/// How many doubles that answer has.
PLIMSOLL_EXPORT std::uint32_t answerLength() {
  return static_cast<std::uint32_t>(output.size());
}
