import type { AnalyticsSettings } from "plimsoll/full";

/** Between two of the values that crowding is judged against. */
export const crowdingEveryS = 30;

/**
 * What the page follows of each market. Crowding remembers 360 values: at the usual two hours
 * between them that is a month, of which an open page hears nothing; here it is three hours.
 */
export const followed: AnalyticsSettings = { crowdingHistoryMs: 1_000 * crowdingEveryS };
