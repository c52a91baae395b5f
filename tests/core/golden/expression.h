#pragma once

#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace plimsoll::golden {

/// Reads an input that a case gives as a formula of its other inputs: "size*entry/leverage".
/// Numbers, names, + - * / and brackets; empty for anything else.
class Expression {
 public:
  Expression(const std::string& text, const nlohmann::json& inputs)
      : text_(text), inputs_(inputs) {}

  std::optional<double> value() {
    const double found = sum();
    skipSpaces();
    if (isBroken_ || at_ != text_.size()) return std::nullopt;
    return found;
  }

 private:
  double sum() {
    double total = product();
    while (true) {
      if (take('+'))
        total += product();
      else if (take('-'))
        total -= product();
      else
        return total;
    }
  }

  double product() {
    double total = factor();
    while (true) {
      if (take('*'))
        total *= factor();
      else if (take('/'))
        total /= factor();
      else
        return total;
    }
  }

  double factor() {
    if (take('-')) return -factor();
    if (take('(')) {
      const double inside = sum();
      if (!take(')')) isBroken_ = true;
      return inside;
    }
    const char next = at_ < text_.size() ? text_[at_] : '\0';
    return std::isalpha(static_cast<unsigned char>(next)) ? name() : number();
  }

  double name() {
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
      ++at_;
    const auto found = inputs_.find(text_.substr(start, at_ - start));
    if (found != inputs_.end() && found->is_number()) return found->get<double>();
    isBroken_ = true;
    return 0.0;
  }

  double number() {
    char* end = nullptr;
    const double found = std::strtod(text_.c_str() + at_, &end);
    const auto stop = static_cast<std::size_t>(end - text_.c_str());
    if (stop == at_) isBroken_ = true;
    at_ = stop;
    return found;
  }

  bool take(char wanted) {
    skipSpaces();
    if (isBroken_ || at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    skipSpaces();
    return true;
  }

  void skipSpaces() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
  }

  std::string text_;
  const nlohmann::json& inputs_;
  std::size_t at_ = 0;
  bool isBroken_ = false;
};

}  // namespace plimsoll::golden
