#pragma once

namespace plimsoll {

/// Why an input or a message was refused.
///
/// The numbers are part of the interface: they cross the door to JavaScript, and
/// the names are the `code` of an InputError or a MessageError there. A new error
/// goes to the end of its group and takes the next number; none is ever reused.
///
///     name(Error::priceNotPositive)   // "priceNotPositive"
enum class Error : int {
  none = 0,  ///< nothing is wrong

  // A message cannot be decoded.
  notJson = 1,             ///< not JSON where JSON was expected
  truncated = 2,           ///< the text ends inside a value
  badUtf8 = 3,             ///< bytes that are not UTF-8
  notUtf16 = 4,            ///< a JavaScript string with a lone surrogate
  tooLarge = 5,            ///< longer than the limit for one message
  tooDeep = 6,             ///< nested deeper than any venue nests
  wrongType = 7,           ///< a field holds another JSON type than it should
  missingField = 8,        ///< a field that the message cannot do without is not there
  duplicateField = 9,      ///< a field is there twice, so neither can be trusted
  badNumber = 10,          ///< text that should be a decimal number is none
  numberOutOfRange = 11,   ///< a number that does not fit 64 bits in the unit it needs
  quantityNegative = 12,   ///< a level or a trade of less than nothing
  updateIdsReversed = 13,  ///< an update whose first id is above its last
  outOfMemory = 14,        ///< it would need more memory than is to be had (an input too)

  // An input cannot be used.
  notFinite = 101,             ///< NaN or an infinity where a number is needed
  priceNotPositive = 102,      ///< a price is zero or below (in a message too)
  quantityNotPositive = 103,   ///< a quantity is zero or below
  marginNotPositive = 104,     ///< posted margin, or what is left of it, is zero or below
  rateOutOfRange = 105,        ///< a fraction outside its range: half a percent is 0.005
  leverageOutOfRange = 106,    ///< leverage of zero or below, or above what the bracket allows
  sizeNotPositive = 107,       ///< a tick, lot, contract or step size is zero or below
  notionalNegative = 108,      ///< a notional below zero
  varianceNegative = 109,      ///< a variance below zero
  levelsOutOfRange = 110,      ///< a count of book levels that cannot be
  windowOutOfRange = 111,      ///< a time window or an interval that cannot be
  timeNegative = 112,          ///< a duration below zero
  thresholdsNotOrdered = 113,  ///< a severer threshold is farther away than a milder one
  unknownVenue = 114,          ///< no such venue
  unknownSymbol = 115,         ///< the venue or the watch knows no such symbol
  unknownPosition = 116,       ///< no position has this id
  duplicatePosition = 117,     ///< two positions share one id
  mixedContracts = 118,        ///< linear and inverse contracts, which settle in two units
  lengthsDiffer = 119,         ///< columns that should be of one length

  // A margin table cannot be used.
  tableEmpty = 201,          ///< no bracket at all
  tableNotFromZero = 202,    ///< the lowest bracket starts above zero
  tableHole = 203,           ///< a notional between two brackets is in neither
  tableOverlap = 204,        ///< a notional is in two brackets
  tableNotIncreasing = 205,  ///< a bracket of no width, a rate that falls, a leverage that rises
  tablePercent = 206,        ///< a rate in percent where a fraction is meant
  tableRate = 207,           ///< a rate that leaves no room for the leverage it allows
  tableDiscontinuous = 208,  ///< an amount that makes maintenance margin jump at a bracket edge
};

/// The code of an error as users see it: the enumerator's own name.
///
/// @return a string that lives as long as the program; "unknownError" for a number
///         that is no Error
const char* name(Error error) noexcept;

/// What check() says of an input: the error, and which field of the struct has it.
///
/// It converts to its Error, so a caller that does not ask for the field need not
/// know of it:
///
///     if (const Error error = check(position); error != Error::none) return error;
struct Refusal {
  Error error = Error::none;
  const char* field = "";  ///< name of the member, as in "entryPrice"; lives as long as the program
  int row = 0;             ///< which element, where the input is a list

  constexpr operator Error() const noexcept { return error; }
};

}  // namespace plimsoll
