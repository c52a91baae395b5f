import { defineConfig } from "vite";

// "plimsoll" is found by name, as any consumer finds it: the package refers to itself
// through its own exports, so what is tried here is what npm gets.
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    emptyOutDir: true,
    target: "es2022",
    // A strict content security policy has no room for inline scripts or data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
