import { useCallback } from "preact/hooks";
import { useLocation } from "preact-iso";
import { type Job, job } from "../../api/jobs";
import { useLoading } from "../../api/loading";
import { moment } from "../../format/times";
import { Loaded } from "../../parts/loaded";
import { Notice } from "../../parts/notice";
import { Page } from "../../parts/page";
import { Scrolls } from "../../parts/scrolls";
import "./compare.css";
import { figures } from "./figures";
import { type Group, groups, statusNote } from "./rows";

/** Two analyses side by side. */
export default function Compare() {
  const { query } = useLocation();
  const { a, b } = query;
  return (
    <Page title="Compare two analyses" actions={<a href="/analyses">All analyses</a>}>
      {a && b ? (
        <Both a={a} b={b} />
      ) : (
        <p>
          Choose two of <a href="/analyses">your analyses</a> first.
        </p>
      )}
    </Page>
  );
}

function Both({ a, b }: { a: string; b: string }) {
  const loaded = useLoading(useCallback(() => Promise.all([job(a), job(b)]), [a, b]));
  return (
    <Loaded of={loaded} what="the two analyses">
      {([first, second]) => <Comparison a={first} b={second} />}
    </Loaded>
  );
}

function Comparison({ a, b }: { a: Job; b: Job }) {
  const notes = [a, b].map((one) => [one, statusNote(one)] as const).filter(([, note]) => note);
  return (
    <>
      {notes.map(([one, note]) => (
        <Notice key={one.job_id} kind="warn">
          <p>
            The analysis of {moment(one.created_at)} {note}.
          </p>
        </Notice>
      ))}
      <Scrolls label="Comparison">
        <table class="figures comparison">
          <caption class="hidden">Two analyses, and how the second differs from the first</caption>
          <thead>
            <tr>
              <td />
              <Column job={a} />
              <Column job={b} />
              <th scope="col">Second to first</th>
            </tr>
          </thead>
          {groups([figures(a), figures(b)]).map((group) => (
            <Rows key={group.title} group={group} />
          ))}
        </table>
      </Scrolls>
    </>
  );
}

function Column({ job: { job_id, created_at } }: { job: Job }) {
  return (
    <th scope="col">
      <a href={`/analyses/${job_id}`}>{moment(created_at)}</a>
    </th>
  );
}

function Rows({ group }: { group: Group }) {
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colSpan={4}>
          {group.title}
        </th>
      </tr>
      {group.rows.map((row) => (
        <tr key={row.name}>
          <th scope="row">{row.name}</th>
          <td>{row.a}</td>
          <td>{row.b}</td>
          <td class="change">{row.change}</td>
        </tr>
      ))}
    </tbody>
  );
}
