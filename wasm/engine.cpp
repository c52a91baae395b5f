#include "engine.h"

namespace plimsoll::door {

Engine& engine() {
  static Engine instance;
  return instance;
}

}  // namespace plimsoll::door
