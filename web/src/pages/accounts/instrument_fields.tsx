import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Instrument, type InstrumentKind, searchInstruments } from "../../api/instruments";
import { INSTRUMENT_KINDS } from "../../format/words";
import { Combobox } from "../../parts/combobox";
import { Field, problemOf } from "../../parts/field";
import { TextField } from "../../parts/text_field";
import type { NewPositionFields } from "./new_position_fields";

/** Somebody who types is not asked for every letter. */
const PAUSE_MS = 200;

interface InstrumentFieldsProps {
  readonly fields: NewPositionFields;
  readonly error: unknown;
  readonly onChange: (changed: Partial<NewPositionFields>) => void;
}

/** An instrument that is known, or symbol, name and kind of another. */
export function InstrumentFields({ fields, error, onChange }: InstrumentFieldsProps) {
  const found = useInstruments(fields.known ? "" : fields.symbol);
  const choices = found.map(({ symbol, name, own }) => ({
    key: symbol,
    title: symbol,
    note: own ? `${name}, yours` : name,
  }));

  function choose(symbol: string): void {
    const known = found.find((each) => each.symbol === symbol);
    if (known) onChange({ symbol, known, name: "", kind: "" });
  }

  return (
    <>
      <Field label="Symbol or name" problem={problemOf(error, "symbol")} hint={fields.known?.name}>
        {(attributes) => (
          <Combobox
            attributes={attributes}
            text={fields.symbol}
            choices={choices}
            label="Instruments"
            onType={(symbol) => onChange({ symbol, known: null })}
            onChoose={choose}
          />
        )}
      </Field>
      {!fields.known && (
        <div class="pair">
          <TextField
            label="Name"
            hint="If it is not in the list."
            maxLength={200}
            problem={problemOf(error, "name")}
            value={fields.name}
            onChange={(name) => onChange({ name })}
          />
          <Field label="Kind" problem={problemOf(error, "kind")}>
            {(attributes) => (
              <select
                {...attributes}
                value={fields.kind}
                onChange={(event) => onChange({ kind: event.currentTarget.value as InstrumentKind | "" })}
              >
                <option value="">As known</option>
                {Object.entries(INSTRUMENT_KINDS).map(([kind, title]) => (
                  <option key={kind} value={kind}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
    </>
  );
}

/** Proposals for what is typed. Without them, everything can still be typed: a failure is no news for anybody. */
function useInstruments(typed: string): readonly Instrument[] {
  const found = useSignal<readonly Instrument[]>([]);
  const wanted = typed.trim();
  useEffect(() => {
    found.value = [];
    if (!wanted) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      searchInstruments(wanted, stop.signal)
        .then((instruments) => {
          found.value = instruments;
        })
        .catch(() => {
          found.value = [];
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted, found]);
  return found.value;
}
