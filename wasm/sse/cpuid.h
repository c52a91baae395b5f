// simdjson asks the processor what it can do. WebAssembly has no such question: the
// answer is that there is nothing, and the one kernel that is built is used anyway.
#pragma once

#define __get_cpuid(leaf, a, b, c, d) (*(a) = *(b) = *(c) = *(d) = 0u, 0)
#define __cpuid(leaf, a, b, c, d) ((a) = (b) = (c) = (d) = 0u)
#define __cpuid_count(leaf, subleaf, a, b, c, d) ((a) = (b) = (c) = (d) = 0u)
