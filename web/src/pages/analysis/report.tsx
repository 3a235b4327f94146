import { counted } from "../../format/amounts";
import { Markdown } from "../../markdown/markdown";
import type { Report } from "../../results/report";

export function ReportSection({ report }: { report: Report }) {
  return (
    <section id="report" aria-labelledby="report-title" tabIndex={-1}>
      <h2 id="report-title">Report</h2>
      <Markdown text={report.markdown} />
      {report.words !== undefined && <p class="hint">{counted(report.words, "word")}, by the Report Writer.</p>}
    </section>
  );
}
