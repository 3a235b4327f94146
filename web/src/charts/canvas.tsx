import type { Chart, ChartConfiguration } from "chart.js";
import { useEffect, useRef, useState } from "preact/hooks";
import "./charts.css";
import { type Colours, colours } from "./colours";
import { onPaper } from "./paper";

export interface Point {
  /** Read out when the point is reached. */
  readonly text: string;
}

interface Props {
  readonly label: string;
  readonly configure: (colours: Colours) => ChartConfiguration;
  /** In the order of the chart's data; the arrow keys go through them. */
  readonly points: readonly Point[];
  /** How high the drawing is: by its kind. */
  readonly shape: "round" | "bars" | "rows" | "fan";
}

/** A drawing that is a keyboard's too: arrows move from point to point, and a screen reader hears each. */
export function Canvas({ label, configure, points, shape }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useDrawing(canvas, configure);
  const [at, setAt] = useState<number>();

  function move(event: KeyboardEvent): void {
    const next = target(event.key, at, points.length);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
    point(chart.current, next);
  }

  function leave(): void {
    setAt(undefined);
    point(chart.current, undefined);
  }

  return (
    <>
      <div class={`drawing ${shape}`}>
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={`${label}. Arrow keys go through the values.`}
          onKeyDown={move}
          onBlur={leave}
        />
      </div>
      <p class="hidden" aria-live="polite">
        {at === undefined ? "" : points[at]?.text}
      </p>
    </>
  );
}

/** Draws once the library is there, and again when the configuration changes, the system's colours, or on paper. */
function useDrawing(canvas: { readonly current: HTMLCanvasElement | null }, configure: Props["configure"]) {
  const chart = useRef<Chart | undefined>(undefined);
  useEffect(() => {
    let drawing: typeof import("./drawing") | undefined;
    let gone = false;
    // At once, not later: paper does not wait.
    function draw(): void {
      const element = canvas.current;
      if (gone || !drawing || !element?.parentElement) return;
      chart.current?.destroy();
      chart.current = new drawing.Chart(element, configure(colours(element.parentElement)));
    }
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    const noPaper = onPaper(draw);
    void import("./drawing").then((loaded) => {
      drawing = loaded;
      draw();
    });
    return () => {
      gone = true;
      dark.removeEventListener("change", draw);
      noPaper();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [canvas, configure]);
  return chart;
}

function target(key: string, at: number | undefined, count: number): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (step === undefined) return undefined;
  if (at === undefined) return step > 0 ? 0 : count - 1;
  return (at + step + count) % count;
}

/** Shows the tooltip of one point, or none. */
function point(chart: Chart | undefined, index: number | undefined): void {
  if (!chart) return;
  const found = index === undefined ? [] : chart.data.datasets.map((_, datasetIndex) => ({ datasetIndex, index }));
  chart.setActiveElements(found);
  chart.tooltip?.setActiveElements(found, { x: 0, y: 0 });
  chart.update("none");
}
