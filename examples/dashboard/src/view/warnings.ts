import type { Severity, Warning, Watch, WatchEvents } from "plimsoll/full";
import { severityText, warningText } from "plimsoll/messages/en";

import { byId, element, icon, setData, setHidden, setIcon, setText } from "../../../page/dom.ts";
import { age, timeOfDay } from "../../../page/format.ts";

type Change = keyof WatchEvents;

const changes: readonly Change[] = ["raised", "escalated", "eased", "cleared"];
const order: readonly (Severity | "none")[] = ["none", "caution", "danger", "critical"];
const mostLogged = 8;

interface Item {
  readonly item: HTMLLIElement;
  readonly icon: SVGSVGElement;
  readonly severity: HTMLElement;
  readonly title: HTMLElement;
  readonly body: HTMLElement;
  readonly since: HTMLElement;
  readonly seen: HTMLButtonElement;
}

/** The most severe of some warnings. */
export function worst(warnings: readonly Warning[]): Severity | "none" {
  const rank = Math.max(0, ...warnings.map(({ severity }) => order.indexOf(severity)));
  return order[rank] ?? "none";
}

/** Warnings as they rise, escalate, ease and clear: in words, with an icon, and aloud. */
export class WarningsView {
  readonly #items = new Map<string, Item>();
  /** As last told of: who is gone is not described any more. */
  readonly #known = new Map<string, Warning>();
  #watch: Watch | null = null;
  #logged = 0;

  /** From now on those of this watch. */
  attach(watch: Watch): void {
    this.#watch = watch;
    for (const change of changes) watch.on(change, (warning) => this.#told(change, warning));
  }

  /** @param canType  a position can be typed where the eye is */
  draw(watched: readonly string[], canType: boolean, localTimeMs: number): void {
    const warnings = [...(this.#watch?.getSnapshot().warnings ?? [])]
      .sort((a, b) => order.indexOf(b.severity) - order.indexOf(a.severity));
    for (const [id, { item }] of this.#items) {
      if (warnings.some((warning) => warning.id === id)) continue;
      item.remove();
      this.#items.delete(id);
    }
    warnings.forEach((warning, i) => {
      const item = this.#itemOf(warning.id);
      drawItem(item, warning, localTimeMs);
      const list = byId("standing");
      if (list.children[i] !== item.item) list.insertBefore(item.item, list.children[i] ?? null);
    });
    setHidden(byId("calm"), warnings.length > 0);
    setText(byId("calm-text"), calmText(watched, canType));
    drawAlarm(warnings);
  }

  #itemOf(id: string): Item {
    const known = this.#items.get(id);
    if (known !== undefined) return known;
    const made = newItem();
    made.seen.addEventListener("click", () => this.#watch?.acknowledge(id));
    this.#items.set(id, made);
    return made;
  }

  #told(change: Change, told: Warning): void {
    const warning = change === "cleared" ? (this.#known.get(told.id) ?? told) : told;
    this.#known.set(told.id, warning);
    const text = change === "cleared" ? `Cleared. ${this.#clearedText(warning)}` : spoken(change, warning);
    const urgent = warning.severity === "critical" && (change === "raised" || change === "escalated");
    setText(byId(urgent ? "said-now" : "said"), text);
    this.#log(change, warning);
  }

  #clearedText({ symbol, side, code, positionId }: Warning): string {
    const position = `${symbol} ${side}`;
    const stays = this.#watch?.getSnapshot().positions.some(({ id }) => id === positionId) ?? false;
    if (!stays) return `${position}: the position was changed.`;
    return code === "blind" ? `${position}: the mark is heard again.` : `${position}: far enough from liquidation for a while.`;
  }

  #log(change: Change, warning: Warning): void {
    const list = byId("log");
    if (this.#logged++ === 0) list.replaceChildren();
    const words = change === "cleared" ? "Cleared" : `${severityText[warning.severity]} ${change}`;
    const body = change === "cleared" ? this.#clearedText(warning) : warningText(warning).body;
    list.prepend(
      element("li", "",
        element("time", "number", timeOfDay(new Date())), " ",
        element("strong", "", words), " ",
        element("span", "", body)),
    );
    while (list.children.length > mostLogged) list.lastElementChild?.remove();
    setText(byId("log-count"), `(${this.#logged})`);
  }
}

function newItem(): Item {
  const made = {
    item: element("li", "warning"),
    icon: icon("caution"),
    severity: element("strong", "severity"),
    title: element("strong", "title"),
    body: element("p"),
    since: element("span", "minor number"),
    seen: element("button", "", "Acknowledge"),
  };
  made.seen.type = "button";
  const words = element("div", "words", element("p", "", made.severity, " ", made.title), made.body);
  made.item.append(made.icon, words, element("div", "foot", made.since, made.seen));
  return made;
}

function drawItem({ item, icon, severity, title, body, since, seen }: Item, warning: Warning, localTimeMs: number): void {
  const text = warningText(warning);
  setData(item, "severity", warning.severity);
  setData(item, "code", warning.code);
  setData(item, "seen", String(warning.acknowledged));
  setIcon(icon, warning.severity);
  setText(severity, severityText[warning.severity]);
  setText(title, text.title);
  setText(body, text.body);
  setText(since, sinceText(warning, localTimeMs));
  seen.disabled = warning.acknowledged;
  setText(seen, warning.acknowledged ? "Acknowledged" : "Acknowledge");
}

function sinceText(warning: Warning, localTimeMs: number): string {
  const since = `for ${age(localTimeMs - warning.sinceLocalTimeMs)}`;
  if (warning.code !== "liquidationNear") return since;
  if (hasMovedAway(warning)) return `${since}; farther away now, and kept until that has lasted a while`;
  return warning.fixedThresholds ? `${since}, by fixed distances until volatility is warm` : since;
}

/** Past its threshold again: a warning comes down only after that has lasted. */
function hasMovedAway({ distanceRate, distanceSigmas, fixedThresholds, thresholds, severity }: Warning): boolean {
  const distance = fixedThresholds ? distanceRate : distanceSigmas;
  return distance !== null && distance > thresholds[severity];
}

function drawAlarm(warnings: readonly Warning[]): void {
  const severity = worst(warnings);
  const alarm = byId("alarm");
  setData(alarm, "severity", severity);
  setIcon(alarm, severity === "none" ? "clear" : severity);
  setText(byId("alarm-text"), severity === "none" ? "No warnings" : severityText[severity]);
}

function calmText(watched: readonly string[], canType: boolean): string {
  if (watched.length === 0) return canType ? "Nothing is watched yet: type a position." : "Nothing is watched.";
  return `${watched.join(" and ")} ${watched.length === 1 ? "is" : "are"} watched at every mark. All is calm.`;
}

function spoken(change: Change, warning: Warning): string {
  const { title, body } = warningText(warning);
  const severity = severityText[warning.severity];
  return change === "eased" ? `Eased to ${severity.toLowerCase()}. ${body}` : `${severity}: ${title}. ${body}`;
}
