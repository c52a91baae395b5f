// The x86 intrinsics that simdjson's westmere kernel calls, in WebAssembly.
//
// simdjson has no WebAssembly kernel. Emscripten's own headers express SSE up to 4.2
// in wasm_simd128; what follows is the rest of what the westmere kernel uses. This
// folder stands before the compiler's in the include path, so that simdjson compiles
// without a patch. Nothing here is for any other use.
#pragma once

#include <nmmintrin.h>
#include <wasm_simd128.h>

/// Carry-less product of the low halves. simdjson multiplies by all ones, and only
/// by that, to turn a mask of quote characters into a mask of what is between them:
/// bit i of the result is the exclusive or of bits 0 to i. Six shifts do the same.
/// The high half of the true product is not computed; simdjson does not look at it.
static inline __m128i plimsollPrefixXor(__m128i bits) {
  unsigned long long mask =
      (unsigned long long)wasm_i64x2_extract_lane((v128_t)bits, 0);
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  mask ^= mask << 32;
  return (__m128i)wasm_i64x2_make((long long)mask, 0);
}
#define _mm_clmulepi64_si128(bits, allOnes, halves) plimsollPrefixXor(bits)

static inline int _popcnt64(long long bits) {
  return __builtin_popcountll((unsigned long long)bits);
}

/// The 128-bit product of two 64-bit numbers, low half returned, high half stored.
/// simdjson reads doubles with it. Four products of 32-bit halves, since the
/// compiler's own 128-bit multiplication is a call into its runtime library here.
static inline unsigned long long _umul128(unsigned long long a, unsigned long long b,
                                          unsigned long long* high) {
  const unsigned long long aLow = a & 0xffffffffu;
  const unsigned long long aHigh = a >> 32;
  const unsigned long long bLow = b & 0xffffffffu;
  const unsigned long long bHigh = b >> 32;
  const unsigned long long low = aLow * bLow;
  const unsigned long long crossed = aHigh * bLow + (low >> 32);
  const unsigned long long middle = aLow * bHigh + (crossed & 0xffffffffu);
  *high = aHigh * bHigh + (crossed >> 32) + (middle >> 32);
  return a * b;
}
