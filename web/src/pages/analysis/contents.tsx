interface Props {
  readonly has: { readonly report: boolean; readonly charts: boolean; readonly retirement: boolean };
}

/** The way to the parts of a long page, and to paper. */
export function Contents({ has }: Props) {
  return (
    <nav class="contents screen-only" aria-label="On this page">
      {has.report && <a href="#report">Report</a>}
      {has.charts && <a href="#charts">Charts</a>}
      {has.retirement && <a href="#retirement">Retirement</a>}
      {(has.report || has.charts || has.retirement) && <a href="#limits">Limits</a>}
      <a href="#making">How it was made</a>
      <a href="#feedback">Feedback</a>
      <button type="button" class="quiet" onClick={() => print()}>
        Print
      </button>
    </nav>
  );
}
