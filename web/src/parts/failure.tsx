/** What went wrong, in the place of what was wanted. */
export function Failure({ error }: { error: unknown }) {
  return (
    <p class="failure" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>
  );
}
