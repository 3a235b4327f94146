import { useLayoutEffect, useRef } from "preact/hooks";
import "../parts/scrolls.css";
import "./markdown.css";
import { rendered } from "./render";

/** A model's text. Nothing in it loads or runs; wide tables scroll. */
export function Markdown({ text }: { text: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    // The framework's own way would ask for a policy of its name.
    element.innerHTML = rendered(text);
    for (const table of element.querySelectorAll("table")) wrap(table);
  }, [text]);
  return <div class="markdown" ref={place} />;
}

function wrap(table: HTMLTableElement): void {
  const box = document.createElement("div");
  box.className = "scrolls";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Table");
  table.replaceWith(box);
  box.append(table);
}
