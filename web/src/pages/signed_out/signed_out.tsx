import { signIn } from "../../sign_in/session";

/** The first thing that anybody sees. */
export function SignedOut({ problem }: { problem: string | undefined }) {
  return (
    <main class="welcome">
      <h1>Alex</h1>
      <p class="lead">Your portfolio, analysed by a team of agents.</p>
      {problem && <p role="alert">{problem}</p>}
      <button type="button" onClick={() => void signIn()}>
        Sign in
      </button>
    </main>
  );
}
