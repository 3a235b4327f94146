/** Dates by the browser's locale and zone; durations in words. */
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** `28 Nov 2026`; a text that is no date stays as it is. A date without a time means that day everywhere. */
export function day(iso: string): string {
  const local = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00` : iso;
  return formatted(DAY, local, iso);
}

/** `28 Nov 2026, 20:15`. */
export function moment(iso: string): string {
  return formatted(MOMENT, iso, iso);
}

/** `20:15:03`. */
export function timeOfDay(iso: string): string {
  return formatted(TIME, iso, iso);
}

function formatted(format: Intl.DateTimeFormat, text: string, otherwise: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? otherwise : format.format(date);
}

/** Milliseconds from one moment to another; undefined if either is unknown. */
export function between(start: string | null | undefined, end: string | null | undefined): number | undefined {
  if (!start || !end) return undefined;
  const length = Date.parse(end) - Date.parse(start);
  return Number.isNaN(length) ? undefined : Math.max(0, length);
}

/** `0.8 s`, `42 s`, `1 min 5 s`, `2 h 3 min`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toLocaleString(undefined, { maximumFractionDigits: 1 })} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}
