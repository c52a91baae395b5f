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

Engine& engine() {
  static Engine instance;
  return instance;
}

}  // namespace plimsoll::door
