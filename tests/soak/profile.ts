// Whose time it is: a CPU profile of a page's main thread, as DevTools records it.

import type { CDPSession } from "playwright-core";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** Shares of a main thread's time, 0 to 1. */
export interface Shares {
  /** Plimsoll's JavaScript and wasm, and what they call. */
  readonly plimsoll: number;
  /** Everything that is not idle. */
  readonly busy: number;
  /** What Plimsoll's time is spent in, by function, the most first. */
  readonly inside: readonly { readonly name: string; readonly share: number }[];
}

/** Profiles for a while. The package's files are known by their address, the engine as wasm. */
export async function profiled(session: CDPSession, durationMs: number, packageUrl: string): Promise<Shares> {
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 500 });
  await session.send("Profiler.start");
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  const { profile } = (await session.send("Profiler.stop")) as { profile: Profile };
  return sharesOf(profile, ({ callFrame: { url } }) => url.startsWith(packageUrl) || url.startsWith("wasm://"));
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profile, isOurs: (node: ProfileNode) => boolean): Shares {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ours = new Set<number>();
  const visit = (node: ProfileNode, within: boolean): void => {
    const isWithin = within || isOurs(node);
    if (isWithin) ours.add(node.id);
    for (const child of node.children ?? []) visit(byId.get(child)!, isWithin);
  };
  visit(nodes[0]!, false);
  const isIdle = (id: number) => byId.get(id)!.callFrame.functionName === "(idle)";
  const spent = new Map<string, number>();
  let all = 0;
  let own = 0;
  let idle = 0;
  samples.forEach((id, i) => {
    const time = Math.max(0, timeDeltas[i] ?? 0);
    all += time;
    if (ours.has(id)) {
      own += time;
      const { functionName, url } = byId.get(id)!.callFrame;
      const name = url.startsWith("wasm://") ? "the engine" : functionName || "(without a name)";
      spent.set(name, (spent.get(name) ?? 0) + time);
    }
    if (isIdle(id)) idle += time;
  });
  const inside = [...spent].map(([name, time]) => ({ name, share: time / all })).sort((a, b) => b.share - a.share);
  return { plimsoll: own / all, busy: 1 - idle / all, inside };
}
