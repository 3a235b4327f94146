import { Page } from "../../parts/page";

export function NotFound() {
  return (
    <Page title="No such page">
      <p>
        Nothing is at this address. Go to the <a href="/">dashboard</a>.
      </p>
    </Page>
  );
}
