"use client";
// The entry for React. Nothing of an engine is inside: it shares the one of plimsoll/margin.

export { type RiskState, useRisk } from "./react/risk.ts";
export { useMarket, useWarnings } from "./react/snapshots.ts";
