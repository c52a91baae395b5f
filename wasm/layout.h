#pragma once

// What prints layout.ts, a part of it each.

namespace plimsoll::layout {

/// The names of a block's fields, in the order in which they stand in it.
void openNames(const char* list);
void printName(const char* name);
void closeNames();

/// A reading's fields with their docstrings, and a reading from its block.
void printReading();

/// Behind a reading stand the metrics that are followed once somebody asks.
void printAnalyzed();

/// Names of the readings that are metrics, in their order.
void printMetrics();

/// What a market's analytics may be told, with docstrings.
void printSettings();

}  // namespace plimsoll::layout
