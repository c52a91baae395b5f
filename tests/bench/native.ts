// Runs native.cpp: the same core, compiled for this machine.

import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./recordings.ts";

export interface NativeRun {
  readonly messages: number;
  readonly checksum: number;
  readonly nsPerMessage: number;
}

/** Builds the program; null where this machine cannot. */
export function nativeProgram(preset: "release" | "debug" = "release"): string | null {
  const script = `. scripts/env.sh &&
    { [ -f build/${preset}/build.ninja ] || cmake --preset ${preset} > /dev/null; } &&
    ninja -C build/${preset} plimsoll_bench > build/bench/native.log ||
    { cat build/bench/native.log >&2; false; }`;
  const { status } = spawnSync("bash", ["-c", script], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return status === 0 ? join(root, `build/${preset}/tests/plimsoll_bench`) : null;
}

export function runNative(program: string, file: string, options: readonly string[] = []): NativeRun {
  return JSON.parse(execFileSync(program, [file, ...options], { encoding: "utf8" })) as NativeRun;
}
