import "./signed_out.css";
import { useState } from "preact/hooks";
import icon from "../../favicon.svg";
import { isGoodbye } from "../../sign_in/farewell";
import { signIn } from "../../sign_in/session";

/** The first thing that anybody sees. */
export function SignedOut({ problem }: { problem: string | undefined }) {
  const [goodbye] = useState(isGoodbye);
  return (
    <main class="welcome">
      <img src={icon} alt="" width="56" height="56" />
      <h1>Alex</h1>
      <p class="lead">Your portfolio, analysed by a team of agents: a report, charts and a retirement projection.</p>
      {goodbye && <p role="status">Everything about you is deleted. Thank you for the time with Alex; farewell.</p>}
      {problem && (
        <p class="failure" role="alert">
          {problem}
        </p>
      )}
      <button type="button" onClick={() => void signIn()}>
        Sign in
      </button>
      <ul class="promises">
        <li>Import what your broker exports, or type it in.</li>
        <li>Watch every agent at work, and see what an analysis cost.</li>
        <li>Download or delete everything at any time.</li>
      </ul>
    </main>
  );
}
