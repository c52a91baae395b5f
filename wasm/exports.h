#pragma once

#include <emscripten/emscripten.h>

/// A plain export: numbers in and out, for what is called often or carries much.
#define PLIMSOLL_EXPORT extern "C" EMSCRIPTEN_KEEPALIVE
