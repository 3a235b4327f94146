export function NotFound() {
  return (
    <section class="card">
      <h1>No such page</h1>
      <p>
        Go to the <a href="/">dashboard</a>.
      </p>
    </section>
  );
}
