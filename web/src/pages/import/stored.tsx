import { useEffect, useRef } from "preact/hooks";
import type { ImportView } from "../../api/imports";
import { counted, money } from "../../format/amounts";

/** After storing: what there is now, and where to go. */
export function Stored({ view, again }: { view: ImportView; again: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { accounts, total, currency } = view.portfolio;
  return (
    <section class="card stack" aria-labelledby="stored-title">
      <h2 id="stored-title" ref={heading} tabIndex={-1}>
        {view.file} is stored
      </h2>
      <p>
        Your portfolio now has {counted(accounts.length, "account")} worth {money(total, currency)}.
      </p>
      <div class="actions">
        <a class="button" href="/">
          Go to the dashboard
        </a>
        <a class="button quiet" href="/accounts">
          See the accounts
        </a>
        <button type="button" class="quiet" onClick={again}>
          Import another file
        </button>
      </div>
    </section>
  );
}
