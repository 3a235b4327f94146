/** Configuration of the fan: the middle of all futures year by year, and the range that eight of ten end in. */
import type { ChartConfiguration, TooltipItem } from "chart.js";
import { money, shortMoney } from "../format/amounts";
import type { Year } from "../results/projection";
import { type Colours, faint } from "./colours";

export const SERIES = [
  { key: "p90", name: "Good future (one in ten is better)" },
  { key: "p50", name: "Middle" },
  { key: "p10", name: "Poor future (one in ten is worse)" },
] as const;

export function fan(years: readonly Year[], retirement: number | undefined, colours: Colours): ChartConfiguration {
  const calm = { pointRadius: 0, pointHitRadius: 8, borderWidth: 1.5, tension: 0.2 };
  const datasets = [
    { ...calm, fill: 2, backgroundColor: faint(colours.accent, 0.16), borderColor: faint(colours.accent, 0.55) },
    { ...calm, borderWidth: 3, borderColor: colours.accent },
    { ...calm, borderColor: faint(colours.accent, 0.55) },
  ].map((style, index) => {
    const { key, name } = SERIES[index] as (typeof SERIES)[number];
    return { ...style, label: name, data: years.map((year) => year[key]) };
  });
  const label = (item: TooltipItem<"line">) =>
    ` ${item.dataset.label}: ${money(item.parsed.y ?? 0, "USD", { whole: true })}`;
  return {
    type: "line",
    data: { labels: years.map((year) => year.year), datasets },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      interaction: { mode: "index", intersect: false },
      scales: axes(years, colours),
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: { title: (items: TooltipItem<"line">[]) => yearName(Number(items[0]?.label), retirement), label },
        },
      },
    },
    plugins: retirement ? [marker(years, retirement, colours)] : [],
  } as unknown as ChartConfiguration;
}

/** `Year 12`, `Year 23, in retirement`. */
export function yearName(year: number, retirement: number | undefined): string {
  return `Year ${year}${retirement !== undefined && year > retirement ? ", in retirement" : ""}`;
}

function axes(years: readonly Year[], colours: Colours) {
  return {
    x: {
      grid: { display: false },
      border: { color: colours.line },
      title: { display: true, text: "Years from today", color: colours.muted },
      ticks: { color: colours.muted, maxTicksLimit: 11, callback: (index: number) => years[index]?.year },
    },
    y: {
      min: 0,
      grid: { color: colours.line },
      border: { display: false },
      ticks: { color: colours.muted, maxTicksLimit: 6, callback: (value: number) => shortMoney(value) },
    },
  };
}

/** A line where retirement begins. */
function marker(years: readonly Year[], retirement: number, colours: Colours) {
  return {
    id: "retirement",
    afterDatasetsDraw(chart: import("chart.js").Chart) {
      const index = years.findIndex((year) => year.year > retirement);
      const across = chart.scales.x;
      if (index < 0 || !across) return;
      const { ctx: canvas, chartArea: area } = chart;
      const x = across.getPixelForValue(Math.max(0, index - 0.5));
      canvas.save();
      canvas.strokeStyle = colours.muted;
      canvas.fillStyle = colours.muted;
      canvas.setLineDash([4, 4]);
      canvas.beginPath();
      canvas.moveTo(x, area.top);
      canvas.lineTo(x, area.bottom);
      canvas.stroke();
      canvas.textAlign = x > (area.left + area.right) / 2 ? "right" : "left";
      canvas.fillText("Retirement", x + (canvas.textAlign === "left" ? 6 : -6), area.top + 10);
      canvas.restore();
    },
  };
}
