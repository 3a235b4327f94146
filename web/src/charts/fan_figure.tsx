import { useMemo } from "preact/hooks";
import { money } from "../format/amounts";
import type { Projection, Year } from "../results/projection";
import { Canvas } from "./canvas";
import type { Colours } from "./colours";
import { fan, yearName } from "./fan";

const whole = (amount: number) => money(amount, "USD", { whole: true });

/** Balances year by year: the middle future, and the range between a poor and a good one. */
export function FanFigure({ projection }: { projection: Projection }) {
  const { yearly } = projection;
  const retirement = projection.assumptions.yearsUntilRetirement;
  const configure = useMemo(() => (colours: Colours) => fan(yearly, retirement, colours), [yearly, retirement]);
  const points = yearly.map((year) => ({ text: spoken(year, retirement) }));
  return (
    <figure class="chart">
      <figcaption>
        <p>
          The line is the middle of all futures. Eight of ten stay within the band; one in ten ends each year above it,
          and one below.
        </p>
      </figcaption>
      <Canvas label="Balance by year" configure={configure} points={points} shape="fan" />
      <details class="by-year">
        <summary>Show as a table</summary>
        <YearTable years={yearly} retirement={retirement} />
      </details>
    </figure>
  );
}

function spoken(year: Year, retirement: number | undefined): string {
  return `${yearName(year.year, retirement)}: poor future ${whole(year.p10)}, middle ${whole(year.p50)}, good future ${whole(year.p90)}`;
}

function YearTable({ years, retirement }: { years: readonly Year[]; retirement: number | undefined }) {
  return (
    <table class="figures">
      <caption class="hidden">Balance at the end of each year</caption>
      <thead>
        <tr>
          <th scope="col">Year</th>
          <th scope="col">Poor future</th>
          <th scope="col">Middle</th>
          <th scope="col">Good future</th>
        </tr>
      </thead>
      <tbody>
        {years.map((year) => (
          <tr key={year.year}>
            <th scope="row">{yearName(year.year, retirement)}</th>
            <td>{whole(year.p10)}</td>
            <td>{whole(year.p50)}</td>
            <td>{whole(year.p90)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
