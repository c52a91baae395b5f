#pragma once

#include "plimsoll/feed/venue.h"

/// Every venue, each told of in the file of its exchange beside this one.
namespace plimsoll {

namespace binance {
extern const VenueTraits kUsdm, kCoinm, kSpot;
}
namespace bybit {
extern const VenueTraits kLinear, kInverse, kOption, kSpot;
}
namespace okx {
extern const VenueTraits kOkx;
}
namespace deribit {
extern const VenueTraits kDeribit, kCoinbaseIntl;
}
namespace hyperliquid {
extern const VenueTraits kHyperliquid;
}
namespace dydx {
extern const VenueTraits kDydx;
}
namespace kraken_futures {
extern const VenueTraits kKrakenFutures;
}
namespace kraken_spot {
extern const VenueTraits kKrakenSpot;
}
namespace bitget {
extern const VenueTraits kBitget;
}
namespace gate {
extern const VenueTraits kUsdt, kBtc;
}

}  // namespace plimsoll
