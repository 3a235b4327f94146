import { useComputed, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import "./combobox.css";

export interface Choice {
  readonly key: string;
  readonly title: string;
  readonly note: string;
}

interface ComboboxProps {
  readonly attributes: { readonly id: string };
  readonly text: string;
  readonly choices: readonly Choice[];
  /** What the list is of, for screen readers. */
  readonly label: string;
  readonly onType: (text: string) => void;
  readonly onChoose: (key: string) => void;
}

/** A text field that proposes; anything else may be typed too (ARIA combobox with a list). */
export function Combobox({ attributes, text, choices, label, onType, onChoose }: ComboboxProps) {
  const list = useId();
  const open = useSignal(false);
  const at = useSignal(-1);
  const shown = open.value && choices.length > 0;
  const active = useComputed(() => (shown && at.value >= 0 ? `${list}-${at.value}` : undefined));

  function choose(choice: Choice | undefined): void {
    open.value = false;
    at.value = -1;
    if (choice) onChoose(choice.key);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      open.value = true;
      at.value = (at.value + step + choices.length) % Math.max(choices.length, 1);
    } else if (event.key === "Enter" && shown && at.value >= 0) {
      event.preventDefault();
      choose(choices[at.value]);
    } else if (event.key === "Escape" && shown) {
      // Not the dialog's: that stays open.
      event.preventDefault();
      event.stopPropagation();
      choose(undefined);
    }
  }

  return (
    <div class="combobox">
      <input
        {...attributes}
        role="combobox"
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active.value}
        autocomplete="off"
        spellcheck={false}
        required
        value={text}
        onInput={(event) => {
          open.value = true;
          at.value = -1;
          onType(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => choose(undefined)}
      />
      <div id={list} role="listbox" aria-label={label} class="choices" hidden={!shown} tabIndex={-1}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the focus and the keys stay with the text field
          <div
            key={choice.key}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at.value}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            <strong>{choice.title}</strong> <span class="muted small">{choice.note}</span>
          </div>
        ))}
      </div>
      <span class="hidden" role="status">
        {shown ? `${choices.length} found` : ""}
      </span>
    </div>
  );
}
