// The same core, natively, over the same messages: what WebAssembly is compared with.
//
//     plimsoll_bench FILE [--runs N] [--readings FILE] [--blocks FILE]
//
// FILE is what messages.ts writes: a first line with the symbols, then for each message its
// market's number, its local time in ns and the message. Prints one line of JSON.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/mid_price.h"
#include "plimsoll/engine/engine.h"
#include "plimsoll/engine/market_metrics.h"

namespace {

using namespace plimsoll;

struct Message {
  int market;
  double localTimeMs;
  bool isAnswer;  ///< to a request for this market: it names no symbol
  std::string_view raw;
};

struct Recording {
  std::string text;
  std::vector<std::string> symbols;
  std::vector<Message> messages;
  std::size_t bytes = 0;
};

/// The part of `text` up to a separator, which is taken off together with it.
std::string_view taken(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

Recording read(const char* path) {
  Recording recording;
  std::ifstream file(path, std::ios::binary);
  recording.text.assign(std::istreambuf_iterator<char>(file), {});
  std::string_view rest = recording.text;
  for (std::string_view line = taken(rest, '\n'); !line.empty();) {
    recording.symbols.emplace_back(taken(line, ' '));
  }
  while (!rest.empty()) {
    std::string_view line = taken(rest, '\n');
    const int market = std::atoi(std::string(taken(line, ' ')).c_str());
    const double localTimeMs = std::atof(std::string(taken(line, ' ')).c_str()) / 1e6;
    recording.messages.push_back({market, localTimeMs, line.starts_with("{\"lastUpdateId\""), line});
    recording.bytes += line.size();
  }
  return recording;
}

/// One number for many, the same in JavaScript: FNV-1a over their bits, every NaN alike.
class Checksum {
 public:
  void add(double value) {
    std::uint64_t bits = 0x7ff8'0000'0000'0000;
    if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
    for (int half = 0; half < 2; ++half, bits >>= 32) {
      hash_ = (hash_ ^ static_cast<std::uint32_t>(bits)) * 16'777'619u;
    }
  }

  std::uint32_t value() const { return hash_; }

 private:
  std::uint32_t hash_ = 2'166'136'261u;
};

/// An engine with a feed and every market of a recording.
struct Session {
  Engine engine;
  FeedId feed;
  std::vector<MarketId> markets;

  explicit Session(const Recording& recording) : feed(engine.openFeed(FeedVenue::binanceUsdm)) {
    for (const std::string& symbol : recording.symbols) {
      markets.push_back(engine.openMarket(feed, symbol));
    }
  }

  const Market& take(const Message& message) {
    const MarketId market = markets[static_cast<std::size_t>(message.market)];
    char* room = engine.messageRoom(message.raw.size());
    std::memcpy(room, message.raw.data(), message.raw.size());
    if (message.isAnswer) {
      engine.apply(market, message.raw.size(), message.localTimeMs);
    } else {
      engine.ingest(feed, message.raw.size(), message.localTimeMs);
    }
    if (!engine.notices().empty()) engine.clearNotices();
    return *engine.market(market);
  }
};

/// What a user reads after each message.
struct Readings {
  double bookImbalance = kMissing;
  double weightedMid = kMissing;
};

Readings readingsOf(const Market& market) {
  return {market.bookImbalance(20).value_or(kMissing), market.weightedMid().value_or(kMissing)};
}

double runNs(const Recording& recording, std::vector<Readings>& readings) {
  const auto session = std::make_unique<Session>(recording);
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < recording.messages.size(); ++i) {
    readings[i] = readingsOf(session->take(recording.messages[i]));
  }
  const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - start;
  return passed.count() / static_cast<double>(recording.messages.size());
}

/// Every reading and metric of the message's market, after each message.
void writeBlocks(const Recording& recording, const char* path) {
  std::ofstream file(path, std::ios::binary);
  const auto session = std::make_unique<Session>(recording);
  const AnalyticsSettings settings{.vpinBucketQuantity = 20.0};
  for (const MarketId market : session->markets) analyze(*session->engine.market(market), settings);
  for (const Message& message : recording.messages) {
    const Market& market = session->take(message);
    const Reading reading = market.reading(message.localTimeMs);
    file.write(reinterpret_cast<const char*>(&reading), sizeof reading);
    const Metrics metrics = plimsoll::metrics(market, message.localTimeMs);
    for (const Metric& metric : metrics.all()) {
      file.write(reinterpret_cast<const char*>(&metric.value), sizeof metric.value);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "plimsoll_bench FILE [--runs N] [--readings FILE] [--blocks FILE]\n");
    return 2;
  }
  int runs = 2;
  const char* readingsPath = nullptr;
  const char* blocksPath = nullptr;
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    if (name == "--runs") runs = std::atoi(arguments[i + 1]);
    if (name == "--readings") readingsPath = arguments[i + 1];
    if (name == "--blocks") blocksPath = arguments[i + 1];
  }

  const Recording recording = read(arguments[1]);
  std::vector<Readings> readings(recording.messages.size());
  double bestNs = INFINITY;
  for (int run = 0; run < runs; ++run) bestNs = std::min(bestNs, runNs(recording, readings));

  Checksum checksum;
  for (const Readings& reading : readings) {
    checksum.add(reading.bookImbalance);
    checksum.add(reading.weightedMid);
  }
  if (readingsPath != nullptr) {
    std::ofstream(readingsPath, std::ios::binary)
        .write(reinterpret_cast<const char*>(readings.data()),
               static_cast<std::streamsize>(readings.size() * sizeof(Readings)));
  }
  if (blocksPath != nullptr) writeBlocks(recording, blocksPath);

  std::printf("{\"messages\":%zu,\"bytes\":%zu,\"checksum\":%u,\"nsPerMessage\":%.2f}\n",
              recording.messages.size(), recording.bytes, checksum.value(), bestNs);
}
