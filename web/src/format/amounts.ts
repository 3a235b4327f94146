/** Numbers for people, by the browser's locale. An amount of the API is a number, or the text of one with more digits. */
export type Amount = number | string;

type Exact = number | Intl.StringNumericLiteral;

const kept = new Map<string, Intl.NumberFormat>();

function formatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let found = kept.get(key);
  if (!found) {
    found = new Intl.NumberFormat(undefined, options);
    kept.set(key, found);
  }
  return found;
}

/** A text is formatted digit by digit, never through a float. What is no number is shown as it is. */
function shown(amount: Amount, options: Intl.NumberFormatOptions): string {
  return Number.isFinite(Number(amount)) ? formatter(options).format(amount as Exact) : String(amount);
}

/** `$1,234.50`; with `whole`, `$1,235`. A currency that the browser does not know follows the number. */
export function money(amount: Amount, currency = "USD", { whole = false } = {}): string {
  const digits = whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {};
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${shown(amount, { minimumFractionDigits: 2 })} ${currency}`;
  return shown(amount, { style: "currency", currency, ...digits });
}

/** For axes: `$1.2M`. */
export function shortMoney(amount: number, currency = "USD"): string {
  return shown(amount, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
}

/** Small costs keep two digits that say something: `$0.019`; nothing is `$0.00`. */
export function cost(amount: Amount): string {
  const small = Math.abs(Number(amount)) < 1 && Number(amount) !== 0;
  const digits = small ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 } : {};
  return shown(amount, { style: "currency", currency: "USD", ...digits });
}

/** Of a share in percent: `12.5%` for 12.5. */
export function percent(share: number, digits = 1): string {
  return formatter({ style: "percent", maximumFractionDigits: digits }).format(share / 100);
}

export function number(amount: Amount, digits = 6): string {
  return shown(amount, { maximumFractionDigits: digits });
}

/** `1 chart`, `1,200 words`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`: the page is in English. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
}
