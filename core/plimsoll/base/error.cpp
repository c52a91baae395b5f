#include "plimsoll/base/error.h"

namespace plimsoll {

// Name and enumerator are one token, so they cannot drift, and the compiler points
// out an enumerator that is missing (-Wswitch).
#define PLIMSOLL_NAMED(error) \
  case Error::error:          \
    return #error

const char* name(Error error) noexcept {
  switch (error) {
    PLIMSOLL_NAMED(none);

    PLIMSOLL_NAMED(notJson);
    PLIMSOLL_NAMED(truncated);
    PLIMSOLL_NAMED(badUtf8);
    PLIMSOLL_NAMED(notUtf16);
    PLIMSOLL_NAMED(tooLarge);
    PLIMSOLL_NAMED(tooDeep);
    PLIMSOLL_NAMED(wrongType);
    PLIMSOLL_NAMED(missingField);
    PLIMSOLL_NAMED(duplicateField);
    PLIMSOLL_NAMED(badNumber);
    PLIMSOLL_NAMED(numberOutOfRange);
    PLIMSOLL_NAMED(quantityNegative);
    PLIMSOLL_NAMED(updateIdsReversed);
    PLIMSOLL_NAMED(outOfMemory);

    PLIMSOLL_NAMED(notFinite);
    PLIMSOLL_NAMED(priceNotPositive);
    PLIMSOLL_NAMED(quantityNotPositive);
    PLIMSOLL_NAMED(marginNotPositive);
    PLIMSOLL_NAMED(rateOutOfRange);
    PLIMSOLL_NAMED(leverageOutOfRange);
    PLIMSOLL_NAMED(sizeNotPositive);
    PLIMSOLL_NAMED(notionalNegative);
    PLIMSOLL_NAMED(varianceNegative);
    PLIMSOLL_NAMED(levelsOutOfRange);
    PLIMSOLL_NAMED(windowOutOfRange);
    PLIMSOLL_NAMED(timeNegative);
    PLIMSOLL_NAMED(thresholdsNotOrdered);
    PLIMSOLL_NAMED(unknownVenue);
    PLIMSOLL_NAMED(unknownSymbol);
    PLIMSOLL_NAMED(unknownPosition);
    PLIMSOLL_NAMED(duplicatePosition);
    PLIMSOLL_NAMED(mixedContracts);
    PLIMSOLL_NAMED(lengthsDiffer);

    PLIMSOLL_NAMED(tableEmpty);
    PLIMSOLL_NAMED(tableNotFromZero);
    PLIMSOLL_NAMED(tableHole);
    PLIMSOLL_NAMED(tableOverlap);
    PLIMSOLL_NAMED(tableNotIncreasing);
    PLIMSOLL_NAMED(tablePercent);
    PLIMSOLL_NAMED(tableRate);
    PLIMSOLL_NAMED(tableDiscontinuous);
  }
  return "unknownError";
}

#undef PLIMSOLL_NAMED

}  // namespace plimsoll
