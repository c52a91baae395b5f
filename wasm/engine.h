#pragma once

#include "plimsoll/engine/engine.h"

namespace plimsoll::door {

/// The one live engine of this wasm instance.
Engine& engine();

}  // namespace plimsoll::door
