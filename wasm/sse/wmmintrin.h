// simdjson asks for this header by name; the one thing it wants is in x86intrin.h.
#pragma once

#include "x86intrin.h"
