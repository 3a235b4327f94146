import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { ApiProblem } from "../api/problem";

interface Described {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly problem?: string | undefined;
  /** Draws the control with these attributes. */
  readonly children: (attributes: Described) => ComponentChildren;
}

/** A control with its label, and beside it what is expected or what is wrong. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": notes || undefined, "aria-invalid": problem ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} class="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

/** What the API says about one of these fields of the body, or about a part of it, as a sentence. */
export function problemOf(error: unknown, ...names: readonly string[]): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.fields.find(({ field }) => concerns(field, names));
  if (!found) return undefined;
  const text = /^(must|is|has|needs|may)\b/.test(found.message) ? `This ${found.message}` : found.message;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

/** Whether the form must say it itself, because no field of it has a message. */
export function concernsNoField(error: unknown, names: readonly string[]): boolean {
  return !(error instanceof ApiProblem) || !error.fields.some(({ field }) => concerns(field, names));
}

function concerns(field: string, names: readonly string[]): boolean {
  return names.some((name) => field === name || field.startsWith(`${name}.`));
}
