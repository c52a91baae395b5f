#pragma once

// A symbol of positions in columns. The brackets of all symbols follow the last.
#define PLIMSOLL_SYMBOL_INPUTS(field)                                       \
  field(kind) field(contractSize) field(rateGrowthPerUnit) field(imfFactor) \
      field(minMaintenanceMargin) field(brackets)
