/** Amounts as texts that can be edited and sent: every digit, no float. */
import type { Amount } from "./amounts";

/** All digits and a point, no exponent: `0.0000001`. */
export function exactText(amount: Amount | null | undefined): string {
  if (amount === null || amount === undefined) return "";
  const text = String(amount);
  const found = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/i.exec(text);
  if (!found) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * What somebody typed, as the API takes it: `1,234.50` becomes `1234.50` where a comma parts thousands.
 *
 * Returns undefined for what is no number, or could be two: a comma before three digits is a thousand or a fraction, and
 * counts only as the locale says.
 */
export function decimalOf(typed: string, locale?: string): string | undefined {
  const { decimal, group } = signsOf(locale);
  const bare = typed
    .trim()
    .replace(/[\s'’\u00a0\u202f]/g, "")
    .replace("−", "-");
  const [whole = "", fraction, ...rest] = bare.split(decimal);
  if (rest.length > 0) return undefined;
  const grouped = new RegExp(`^[-+]?\\d{1,3}(\\${group}\\d{3})+$`);
  const plainWhole = grouped.test(whole) ? whole.replaceAll(group, "") : whole;
  const text = fraction === undefined ? plainWhole : `${plainWhole || "0"}.${fraction}`;
  if (/^[-+]?\d+(\.\d+)?$/.test(text)) return text.replace(/^\+/, "");
  // A point is understood everywhere, unless it could part thousands.
  return decimal !== "." && /^[-+]?\d+\.\d+$/.test(bare) && !grouped.test(bare) ? bare.replace(/^\+/, "") : undefined;
}

function signsOf(locale: string | undefined): { decimal: string; group: string } {
  const decimal = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
  return decimal === "," ? { decimal, group: "." } : { decimal: ".", group: "," };
}

/** As it is typed here: with the locale's decimal sign. */
export function editable(amount: Amount | null | undefined, locale?: string): string {
  return exactText(amount).replace(".", signsOf(locale).decimal);
}
