// Results as text, for a terminal and for README.

import type { Results, Row, Time } from "../../examples/benchmark/src/measure/results.ts";

const titles = {
  all: "all messages",
  family: "one kind of message alone, on a full book",
  venue: "decoded and thrown away, venue by venue",
} as const;

/** Cells under one another: the first column to the left, numbers to the right. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) line.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return lines.map((line) => line.map((cell, i) =>
    i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]! + 2)).join("").trimEnd()).join("\n");
}

/** A table of the rows of one group. */
export function groupText(group: Row["group"], rows: readonly Row[]): string {
  const others = new Map(rows.flatMap(({ times }) => times).filter(({ id }) => id !== "plimsoll").map(({ id, name }) => [id, name]));
  const head = ["  µs a message", "messages", "B each", "MB/s", "Plimsoll", ...[...others.values()].flatMap((name) => [name, "times"])];
  const line = ({ name, messages, bytesPerMessage, megabytesPerSecond, times }: Row): string[] => {
    const cells = (time: Time | undefined) => time === undefined ? ["", ""] : [time.microseconds.toFixed(3), time.times.toFixed(2)];
    const timeOf = (id: string) => times.find((time) => time.id === id);
    return [
      `  ${name}`, messages.toLocaleString("en"), bytesPerMessage.toFixed(0), megabytesPerSecond.toFixed(0),
      timeOf("plimsoll")!.microseconds.toFixed(3), ...[...others.keys()].flatMap((id) => cells(timeOf(id))),
    ];
  };
  return `${titles[group]}\n${aligned([head, ...rows.map(line)])}`;
}

function sharesText({ shares }: Results): string {
  const lines = shares.map(({ stage, nanosecondsPerMessage, share }) =>
    [`  ${stage}`, `${nanosecondsPerMessage.toFixed(0)} ns`, `${(100 * share).toFixed(0)} %`]);
  return `where the time goes, one message at a time\n${aligned(lines)}`;
}

/** What one engine measured. */
export function resultsText(results: Results): string {
  const { engine, rounds, rows } = results;
  const groups = (["all", "family", "venue"] as const)
    .map((group) => ({ group, rows: rows.filter((row) => row.group === group) }))
    .filter(({ rows: some }) => some.length > 0);
  return [
    `${engine.name} ${engine.version}: medians of ${rounds} interleaved rounds; "times" is how many times as long as Plimsoll`,
    ...groups.map(({ group, rows: some }) => groupText(group, some)),
    sharesText(results),
  ].join("\n\n");
}

/** All engines side by side, as README has it: how many times as long the others took. */
export function markdownOf(all: readonly Results[]): string {
  const names = [...new Set(all.flatMap(({ rows }) => rows.filter(({ group }) => group === "all").map(({ name }) => name)))];
  const lines = names.flatMap((name) => {
    const rows = all.map((results) => results.rows.find((row) => row.group === "all" && row.name === name));
    const contenders = new Map(rows.flatMap((row) => row?.times ?? []).map((time) => [time.id, time.name]));
    return [...contenders].map(([id, contender], i) => {
      const cells = rows.map((row) => {
        const time = row?.times.find((candidate) => candidate.id === id);
        if (time === undefined) return "";
        return id === "plimsoll" ? `${time.microseconds.toFixed(2)} µs, ${row!.megabytesPerSecond.toFixed(0)} MB/s` : `${time.times.toFixed(1)} times`;
      });
      return [i === 0 ? `${name}: ${contender}` : contender, ...cells];
    });
  });
  const head = ["", ...all.map(({ engine }) => `${engine.name} ${engine.version}`)];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`.replace(/\|\s+(?=\|)/g, "| ")).join("\n");
}
