// What simdjson's westmere kernel includes of a compiler for x86, for WebAssembly: the SSE
// instructions that Emscripten translates, and the three things that it does not have.

#pragma once

#include <nmmintrin.h>
#include <wasm_simd128.h>

#include <cstdint>

/// The carry-less product. simdjson multiplies by all ones alone, for the parity of the bits
/// below each bit, and only the lower half of that is ever read.
inline __m128i _mm_clmulepi64_si128(__m128i bits, __m128i, int) {
  auto parity = static_cast<uint64_t>(wasm_i64x2_extract_lane(bits, 0));
  for (int distance = 1; distance < 64; distance *= 2)
    parity ^= parity << distance;
  return wasm_i64x2_make(static_cast<int64_t>(parity), 0);
}

inline int64_t _popcnt64(uint64_t bits) {
  return __builtin_popcountll(bits);
}

/// WebAssembly is taken for a machine of 32 bits, where simdjson asks for this one.
inline uint64_t _umul128(uint64_t a, uint64_t b, uint64_t* high) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  *high = static_cast<uint64_t>(product >> 64);
  return static_cast<uint64_t>(product);
}
