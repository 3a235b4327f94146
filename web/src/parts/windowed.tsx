import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** Rows that come and go together. */
const ROWS = 20;
/** Groups that are drawn at once, before the browser tells what is in sight. */
const AT_ONCE = 2;
const MARGIN = "600px";

interface WindowedProps<Row> {
  readonly rows: readonly Row[];
  /** Draw them all: there are few. */
  readonly whole: boolean;
  readonly children: (row: Row, position: number) => ComponentChildren;
}

/**
 * Draws the rows that are in sight or near it, so that a thousand are as fast as fifty.
 *
 * A row's height must be `--row`, which holds the place of those that are not drawn.
 */
export function Windowed<Row>({ rows, whole, children }: WindowedProps<Row>) {
  if (whole) return <>{rows.map(children)}</>;
  const groups = Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, group) => group * ROWS);
  return (
    <>
      {groups.map((first) => (
        <Group key={first} rows={rows.slice(first, first + ROWS)} first={first} draw={children} />
      ))}
    </>
  );
}

interface GroupProps<Row> {
  readonly rows: readonly Row[];
  readonly first: number;
  readonly draw: (row: Row, position: number) => ComponentChildren;
}

function Group<Row>({ rows, first, draw }: GroupProps<Row>) {
  const element = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(first < ROWS * AT_ONCE);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? true), {
      rootMargin: MARGIN,
    });
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  // A group with the focus in it stays, however far it is scrolled away.
  const focused = element.current?.contains(document.activeElement) ?? false;
  return (
    <div ref={element} role="none" style={{ minHeight: `calc(var(--row) * ${rows.length})` }}>
      {(near || focused) && rows.map((row, position) => draw(row, first + position))}
    </div>
  );
}
