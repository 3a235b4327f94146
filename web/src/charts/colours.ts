/** Colours of the design, as a canvas needs them: read from the page, so that light and dark follow the system. */
export interface Colours {
  readonly series: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
}

const SERIES = 8;

/** As `element` sees them. */
export function colours(element: Element): Colours {
  const probe = document.createElement("span");
  element.append(probe);
  // A custom property holds `light-dark(…)` itself; only a real property is computed.
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    series: Array.from({ length: SERIES }, (_, index) => read(`chart-${index + 1}`)),
    text: read("text"),
    muted: read("muted"),
    line: read("line"),
    card: read("card"),
    accent: read("chart-1"),
  };
  probe.remove();
  return found;
}

/** The colour of `rgb(…)` with less weight. */
export function faint(colour: string, opacity: number): string {
  return colour.replace(/^rgba?\(([^)]+)\)$/, (_, parts: string) => {
    const [red, green, blue] = parts.split(/[,\s/]+/);
    return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
  });
}
