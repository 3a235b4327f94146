import type { ComponentChildren } from "preact";
import "./notice.css";

export type NoticeKind = "info" | "wait" | "warn" | "bad";

/** Something to know, in its place on the page. Trouble is announced at once, the rest when there is time. */
export function Notice({ kind, children }: { kind: NoticeKind; children: ComponentChildren }) {
  return (
    <div class={`notice is-${kind}`} role={kind === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}
