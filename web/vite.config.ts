import { defineConfig, type Plugin } from "vite";

/** What most pages have in common comes in one file: many small ones would take turns on a slow line. */
const SHARED = /\/src\/(api|format|parts|results|sign_in)\//;
/** The page that most visits begin with. */
const FIRST_PAGE = "dashboard";

/** Its code and style are loaded beside the main ones, and not after those have run: a round trip less on a phone. */
function loadFirstPage(): Plugin {
  return {
    name: "load-first-page",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const page = Object.values(bundle ?? {}).find((file) => file.type === "chunk" && file.name === FIRST_PAGE);
        if (page?.type !== "chunk") return [];
        const parts = [page.fileName, ...page.imports].flatMap((name) => bundle?.[name] ?? []);
        const styles = parts.flatMap((part) =>
          part.type === "chunk" ? [...(part.viteMetadata?.importedCss ?? [])] : [],
        );
        return [
          ...parts.map(({ fileName }) => ["modulepreload", fileName] as const),
          ...styles.map((fileName) => ["stylesheet", fileName] as const),
        ]
          .filter(([, fileName]) => !html.includes(fileName))
          .map(([rel, fileName]) => ({
            tag: "link",
            attrs: { rel, crossorigin: true, href: `/${fileName}` },
            injectTo: "head" as const,
          }));
      },
    },
  };
}

export default defineConfig({
  plugins: [loadFirstPage()],
  build: {
    outDir: "../build/site",
    emptyOutDir: true,
    // The content security policy allows no inline code, no data: URIs.
    assetsInlineLimit: 0,
    // Vite's preload polyfill would be an inline script; browsers that the site supports do not need it.
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shared", test: SHARED }] } } },
  },
});
