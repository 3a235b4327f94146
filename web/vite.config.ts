import { defineConfig, type Plugin } from "vite";

/** What a live session needs to leave for its issuer: small, and run before the rest has arrived. */
const FIRST =
  /\/src\/(main|configuration|sign_in\/(session|issuer|redirects|drafts))|\/node_modules\/@preact\/signals-core\//;
/** The rest of signing in, what most pages have in common, and the page that most visits begin with. */
const APP =
  /\/src\/(app|sign_in\/|api\/|format\/|parts\/|results\/|pages\/(dashboard|signed_out|not_found)\/)|\/node_modules\/(oauth4webapi|@?preact)/;

/** The program is loaded beside the first file, and not after that has run: a round trip less on a phone. */
function loadBesideFirst(): Plugin {
  return {
    name: "load-beside-first",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const app = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.name === "app");
        if (!app) throw new Error("The bundle has no chunk named app.");
        const attrs = { rel: "modulepreload", crossorigin: true, href: `/${app.fileName}` };
        return [{ tag: "link", attrs, injectTo: "head" }];
      },
    },
  };
}

export default defineConfig({
  plugins: [loadBesideFirst()],
  build: {
    outDir: "../build/site",
    emptyOutDir: true,
    // The content security policy allows no inline code, no data: URIs.
    assetsInlineLimit: 0,
    // Vite's preload polyfill would be an inline script; browsers that the site supports do not need it.
    modulePreload: { polyfill: false },
    target: "es2022",
    // All styles are small together.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Many small files would take turns on a slow line.
            { name: "first", test: FIRST, priority: 2 },
            { name: "app", test: APP, priority: 1 },
          ],
        },
      },
    },
  },
});
