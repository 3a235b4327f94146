import type { ComponentChildren } from "preact";
import { Field } from "./field";

interface TextFieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly problem?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Phones show digits. */
  readonly decimal?: boolean;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly type?: "date";
  readonly placeholder?: string;
}

/** One line of text, or a date, with its label. */
export function TextField({ label, hint, problem, value, onChange, decimal, type, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(described) => {
        const onInput = (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value);
        const attributes = { ...described, ...rest, value, onInput, autocomplete: "off" };
        if (type === "date") return <input {...attributes} type="date" />;
        return <input {...attributes} inputMode={decimal ? "decimal" : "text"} />;
      }}
    </Field>
  );
}
