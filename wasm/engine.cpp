#include "engine.h"

#include <__verbose_abort>

#ifndef _LIBCPP_VERBOSE_ABORT_NOEXCEPT  // older libc++ declares it without noexcept
#define _LIBCPP_VERBOSE_ABORT_NOEXCEPT
#endif

/// libc++'s own prints what went wrong, and would bring printf into the engine.
void std::__libcpp_verbose_abort(const char*, ...) _LIBCPP_VERBOSE_ABORT_NOEXCEPT {
  __builtin_trap();
}

namespace plimsoll::door {

/// Of what never ends nothing has to be destroyed, and a door that is opened for every message
/// had better not hold a constructor.
[[gnu::noinline]] Engine* started() { return new Engine; }

Engine& engine() {
  static Engine* const instance = started();
  return *instance;
}

}  // namespace plimsoll::door
