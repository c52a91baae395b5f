#include "allocation_count.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PLIMSOLL_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PLIMSOLL_SANITIZED
#endif

#ifdef PLIMSOLL_SANITIZED
#include <sanitizer/allocator_interface.h>
#endif

namespace plimsoll::test {
namespace {

std::atomic<std::int64_t> asked{0};
std::atomic<std::int64_t> inUse{0};

}  // namespace

std::int64_t allocations() noexcept { return asked.load(std::memory_order_relaxed); }
std::int64_t bytesInUse() noexcept { return inUse.load(std::memory_order_relaxed); }

#ifdef PLIMSOLL_SANITIZED

// The sanitizer tells of every block, so none of its checks has to be given up for counting.
namespace {

void onAllocation(const volatile void*, std::size_t size) {
  asked.fetch_add(1, std::memory_order_relaxed);
  inUse.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
}

void onRelease(const volatile void* block) {
  if (block == nullptr) return;
  const std::size_t size = __sanitizer_get_allocated_size(block);
  inUse.fetch_sub(static_cast<std::int64_t>(size), std::memory_order_relaxed);
}

const int installed = __sanitizer_install_malloc_and_free_hooks(onAllocation, onRelease);

}  // namespace

}  // namespace plimsoll::test

#else

// The size stands before the block.
namespace {

constexpr std::size_t kBefore = alignof(std::max_align_t);

void* take(std::size_t size) noexcept {
  void* const whole = std::malloc(size + kBefore);
  if (whole == nullptr) return nullptr;
  *static_cast<std::size_t*>(whole) = size;
  asked.fetch_add(1, std::memory_order_relaxed);
  inUse.fetch_add(static_cast<std::int64_t>(size), std::memory_order_relaxed);
  return static_cast<char*>(whole) + kBefore;
}

void giveBack(void* block) noexcept {
  if (block == nullptr) return;
  void* const whole = static_cast<char*>(block) - kBefore;
  inUse.fetch_sub(static_cast<std::int64_t>(*static_cast<std::size_t*>(whole)), std::memory_order_relaxed);
  std::free(whole);
}

}  // namespace

}  // namespace plimsoll::test

void* operator new(std::size_t size) {
  if (void* const block = plimsoll::test::take(size)) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return plimsoll::test::take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return plimsoll::test::take(size); }
void operator delete(void* block) noexcept { plimsoll::test::giveBack(block); }
void operator delete[](void* block) noexcept { plimsoll::test::giveBack(block); }
void operator delete(void* block, std::size_t) noexcept { plimsoll::test::giveBack(block); }
void operator delete[](void* block, std::size_t) noexcept { plimsoll::test::giveBack(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { plimsoll::test::giveBack(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { plimsoll::test::giveBack(block); }

#endif
