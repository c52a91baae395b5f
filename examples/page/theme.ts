import { byId } from "./dom.ts";

type Theme = "system" | "light" | "dark";

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const words: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };
const key = "plimsoll.theme";

/** Light, dark, or as the system has it; remembered in this browser. */
export function startTheme(changed: () => void): void {
  let theme = remembered();
  const apply = () => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    byId("theme").setAttribute("aria-label", `Theme: ${words[theme]}`);
    byId("theme").title = `Theme: ${words[theme]}`;
    changed();
  };
  byId("theme").addEventListener("click", () => {
    theme = next[theme];
    try {
      localStorage.setItem(key, theme);
    } catch {
      // A browser that keeps nothing forgets the theme.
    }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  apply();
}

function remembered(): Theme {
  try {
    const theme = localStorage.getItem(key);
    return theme === "light" || theme === "dark" ? theme : "system";
  } catch {
    return "system";
  }
}
