import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../build/site",
    emptyOutDir: true,
    // The content security policy allows no inline code, no data: URIs.
    assetsInlineLimit: 0,
    // Vite's preload polyfill would be an inline script; browsers that the site supports do not need it.
    modulePreload: { polyfill: false },
    target: "es2022",
  },
});
