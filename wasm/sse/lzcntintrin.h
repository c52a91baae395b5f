// simdjson's haswell kernel would include this. It is not built here; the header is
// empty so that the compiler's own, which refuses WebAssembly, is not found instead.
#pragma once
