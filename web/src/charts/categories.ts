/** Configurations of the chart maker's charts. */
import type { ChartConfiguration, TooltipItem } from "chart.js";
import { money, percent, shortMoney } from "../format/amounts";
import type { ChartData, Slice } from "../results/charts";
import type { Colours } from "./colours";

/** Texts longer than this are cut at the axis; the table has them whole. */
const MOST_OF_A_NAME = 22;

export function categories(chart: ChartData, colours: Colours, currency: string): ChartConfiguration {
  const round = chart.type === "pie" || chart.type === "donut";
  const config = round ? circle(chart, colours) : bars(chart, colours, currency);
  const label = (item: TooltipItem<never>) => ` ${described(chart.data[item.dataIndex], currency)}`;
  const options = {
    ...config.options,
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    plugins: { legend: { display: false }, tooltip: { callbacks: { label } } },
  };
  return { ...config, options } as ChartConfiguration;
}

/** `$1,200.00 (12.5%)`. */
export function described(slice: Slice | undefined, currency: string): string {
  return slice ? `${money(slice.value, currency)} (${percent(slice.percentage)})` : "";
}

function circle({ type, data }: ChartData, colours: Colours): ChartConfiguration {
  const values = data.map((slice) => slice.value);
  const backgroundColor = data.map((_, index) => colourOf(index, colours));
  const dataset = { data: values, backgroundColor, borderColor: colours.card, borderWidth: 2 };
  const cutout = type === "donut" ? "58%" : 0;
  return {
    type: "doughnut",
    data: { labels: data.map((slice) => slice.name), datasets: [dataset] },
    options: { cutout },
  } as ChartConfiguration;
}

function bars({ type, data }: ChartData, colours: Colours, currency: string): ChartConfiguration {
  const across = type === "horizontal_bar";
  const dataset = {
    data: data.map((slice) => slice.value),
    backgroundColor: colours.accent,
    borderRadius: 3,
    maxBarThickness: 28,
  };
  const names = {
    grid: { display: false },
    border: { color: colours.line },
    ticks: { color: colours.text, autoSkip: false, callback: (index: number) => cut(data[index]?.name ?? "") },
  };
  const amounts = {
    grid: { color: colours.line },
    border: { display: false },
    ticks: { color: colours.muted, maxTicksLimit: 5, callback: (value: number) => shortMoney(value, currency) },
  };
  return {
    type: "bar",
    data: { labels: data.map((slice) => slice.name), datasets: [dataset] },
    options: { indexAxis: across ? "y" : "x", scales: across ? { x: amounts, y: names } : { x: names, y: amounts } },
  } as unknown as ChartConfiguration;
}

export function colourOf(index: number, colours: Colours): string {
  return colours.series[index % colours.series.length] ?? colours.accent;
}

function cut(name: string): string {
  return name.length > MOST_OF_A_NAME ? `${name.slice(0, MOST_OF_A_NAME - 1)}…` : name;
}
