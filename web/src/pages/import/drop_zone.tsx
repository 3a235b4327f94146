import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type BrokerFile, MOST_BYTES } from "../../api/imports";
import { number } from "../../format/amounts";

interface DropZoneProps {
  readonly file: BrokerFile | undefined;
  readonly busy: boolean;
  readonly onChoose: (file: BrokerFile) => void;
}

/** Takes one file, by dropping or picking it, and tells at once if it is too large to send. */
export function DropZone({ file, busy, onChoose }: DropZoneProps) {
  const over = useSignal(false);
  const refused = useSignal<string | undefined>(undefined);
  const id = useId();

  function take(chosen: File | undefined): void {
    refused.value = chosen && refusal(chosen);
    if (chosen && !refused.value) onChoose({ name: chosen.name, content: chosen });
  }

  return (
    <section
      class={`card drop ${over.value ? "over" : ""}`}
      aria-label="File"
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        if (!busy) take(event.dataTransfer?.files[0]);
      }}
    >
      <label for={id}>{file ? `${file.name}, or another file` : "Drop a broker's file here, or pick one"}</label>
      <input
        id={id}
        type="file"
        disabled={busy}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          // The same file can be picked again after it was corrected.
          event.currentTarget.value = "";
        }}
      />
      <p id={`${id}-hint`} class="hint">
        Holdings as a CSV, XLSX, OFX or QFX file, or a Flex query: Fidelity, Charles Schwab, Vanguard, E*TRADE, Merrill,
        Interactive Brokers, DEGIRO, or a table of your own. At most 4 MB. Nothing is stored before you confirm it.
      </p>
      {refused.value && (
        <p class="problem" role="alert">
          {refused.value}
        </p>
      )}
    </section>
  );
}

function refusal({ name, size }: File): string | undefined {
  if (size === 0) return `${name} is empty.`;
  if (size <= MOST_BYTES) return undefined;
  return `${name} has ${number(size / 1e6, 1)} MB, and 4 MB is the most. Export fewer accounts, or holdings only.`;
}
