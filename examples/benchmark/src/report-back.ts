// How a measuring page tells the server that served it what it found.

export interface PageReport<Found> {
  readonly agent: string;
  readonly found?: Found;
  readonly error?: string;
}

export async function reportBack<Found>(measure: () => Found | Promise<Found>): Promise<void> {
  const agent = navigator.userAgent;
  let report: PageReport<Found>;
  try {
    report = { agent, found: await measure() };
  } catch (error) {
    report = { agent, error: String(error) };
  }
  await fetch("/report", { method: "POST", body: JSON.stringify(report) });
}
