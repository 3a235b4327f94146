import type { ComponentChildren } from "preact";
import "./scrolls.css";

/** A wide table's frame: it scrolls, by keyboard too, and the page does not. */
export function Scrolls({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus a keyboard could not scroll it
    <section class="scrolls" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
