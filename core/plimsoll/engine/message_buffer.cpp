#include "plimsoll/engine/message_buffer.h"

#include <algorithm>
#include <new>

#include "plimsoll/feed/decode.h"

namespace plimsoll {

char* MessageBuffer::room(std::size_t size) {
  // Room that is kept is of one size: whoever knows its place may write there again.
  const bool isOfUse = size <= capacity_ && (capacity_ <= kKeptCapacity || size > kKeptCapacity);
  if (bytes_ != nullptr && isOfUse) return bytes_.get();
  const std::size_t capacity = std::max(size, kKeptCapacity);
  // Zeroed once: nothing behind a message is ever read as part of it, but a sanitizer
  // cannot know that.
  bytes_.reset(new (std::nothrow) char[capacity + kMessagePadding]());
  capacity_ = bytes_ == nullptr ? 0 : capacity;
  return bytes_.get();
}

void MessageBuffer::giveBack() noexcept {
  bytes_.reset();
  capacity_ = 0;
}

}  // namespace plimsoll
