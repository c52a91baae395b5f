#pragma once

#include <cmath>

#include "random_normals.h"

namespace plimsoll::test {

/// Of variance 1; the correlation of neighbours is phi.
class Autoregression {
 public:
  Autoregression(std::uint64_t seed, double phi) : normals_(seed), phi_(phi) {}
  double next() { return last_ = phi_ * last_ + std::sqrt(1.0 - phi_ * phi_) * normals_.next(); }

 private:
  RandomNormals normals_;
  double phi_;
  double last_ = 0.0;
};

}  // namespace plimsoll::test
