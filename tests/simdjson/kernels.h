// The two kernels of this module, and where messages for them lie.

#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>

/// Which kernel an export is about.
enum Which : int { kOurs = 0, kWestmere = 1 };

const simdjson::implementation& implementation(int which);

/// A parser of that kernel, with capacity for all of the room.
simdjson::internal::dom_parser_implementation& parser(int which);

/// The bytes that `room` made.
const uint8_t* room();
