// A stage 1 for simdjson on WebAssembly: it finds where everything in a message begins, and
// refuses what is not UTF-8, strings that do not end and control characters within strings.

#pragma once

#include <simdjson.h>

namespace plimsoll::stage1 {

/// simdjson with our stage 1 and, for all that comes after it, the kernel that simdjson was
/// compiled for. On Demand asks stage 1 of whatever is active:
///
///     simdjson::get_active_implementation() = &plimsoll::stage1::kernel();
///
/// It answers as simdjson's westmere kernel does: the same error for the same bytes and, where
/// there is none, the same indexes, in all three modes. Documents need SIMDJSON_PADDING bytes
/// behind them, as simdjson says; `minify` and `validate_utf8` need none.
const simdjson::implementation& kernel() noexcept;

}  // namespace plimsoll::stage1
