#pragma once

#include <emscripten/bind.h>

namespace plimsoll::door {

/// A JavaScript array that grows at its end. Setting an element needs less of Embind's script
/// than calling push().
class List {
 public:
  template <typename Value>
  void add(const Value& value) {
    array_.set(length_++, value);
  }

  emscripten::val take() { return array_; }

 private:
  emscripten::val array_ = emscripten::val::array();
  int length_ = 0;
};

}  // namespace plimsoll::door
