import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { BrokerFile, Mapping } from "../../api/imports";
import { Field } from "../../parts/field";
import { headingsOf } from "./headings";

/** Of the API, in the order in which people look for them. */
const FIELDS = [
  ["symbol", "Symbol"],
  ["name", "Name"],
  ["isin", "ISIN"],
  ["cusip", "CUSIP"],
  ["quantity", "Quantity"],
  ["price", "Price"],
  ["value", "Value"],
  ["currency", "Currency"],
  ["account", "Account"],
  ["account_number", "Account number"],
  ["side", "Long or short"],
  ["kind", "Kind"],
  ["date", "Price date"],
] as const;
/** These can be the same for all rows. */
const CONSTANT: Readonly<Record<string, string>> = { currency: "=EUR", account: "=Savings", kind: "=Fund" };

interface MappingEditorProps {
  readonly file: BrokerFile;
  /** As the API read it, or as it was tried last. */
  readonly used: Mapping;
  readonly open: boolean;
  readonly busy: boolean;
  readonly onMap: (mapping: Mapping) => void;
}

/** Which column of a table is what, for headings that are not recognised, or wrongly. */
export function MappingEditor({ file, used, open, busy, onMap }: MappingEditorProps) {
  const typed = useSignal<Mapping>({});
  const headings = useSignal<readonly string[]>([]);
  const list = useId();
  useEffect(() => {
    void headingsOf(file.content).then((found) => {
      headings.value = found;
    });
  }, [file, headings]);
  const mapping = { ...used, ...typed.value };
  return (
    <details class="card mapping" open={open}>
      <summary>Which column is what</summary>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          onMap(Object.fromEntries(Object.entries(mapping).filter(([, heading]) => heading.trim())));
        }}
      >
        <p class="hint">
          For each field, the heading of its column in the file; empty if there is none. An instrument, a quantity, and
          a price or a value are needed. What you set here is remembered for files with the same headings.
        </p>
        <div class="pair">
          {FIELDS.map(([name, label]) => (
            <Field key={name} label={label} hint={CONSTANT[name] && `Or for all rows: ${CONSTANT[name]}`}>
              {(attributes) => (
                <input
                  {...attributes}
                  list={list}
                  autocomplete="off"
                  maxLength={200}
                  value={mapping[name] ?? ""}
                  onInput={(event) => (typed.value = { ...typed.value, [name]: event.currentTarget.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <datalist id={list}>
          {headings.value.map((heading) => (
            <option key={heading} value={heading} />
          ))}
        </datalist>
        <div class="actions">
          <button type="submit" class="quiet" disabled={busy}>
            Read the file again
          </button>
        </div>
      </form>
    </details>
  );
}
