import { type ComponentType, render } from "preact";
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from "preact-iso";
import { NotFound } from "./pages/not_found/not_found";
import { SignedOut } from "./pages/signed_out/signed_out";
import { Boundary } from "./parts/boundary";
import { focusPage } from "./parts/page";
import { Shell } from "./parts/shell";
import { Unloaded } from "./parts/unloaded";
import { session } from "./sign_in/session";

type Page = ComponentType<{ path: string }>;

/** A page's code is loaded when it is first shown. It may be gone after a release, or out of reach. */
function page(load: () => Promise<{ default: Page }>) {
  return lazy<Page>(() => load().catch(() => ({ default: Unloaded })));
}

const Dashboard = page(() => import("./pages/dashboard/dashboard"));
const Accounts = page(() => import("./pages/accounts/accounts"));
const Import = page(() => import("./pages/import/import"));
const Analysis = page(() => import("./pages/analysis/analysis"));
const History = page(() => import("./pages/history/history"));
const Compare = page(() => import("./pages/compare/compare"));
const Profile = page(() => import("./pages/profile/profile"));

export function show(place: HTMLElement): void {
  render(<App />, place);
}

function App() {
  const now = session.value;
  if (now.state === "starting") return null;
  if (now.state === "signed_out") return <SignedOut problem={now.problem} />;
  return (
    <LocationProvider>
      <Shell name={now.name}>
        <Boundary>
          <ErrorBoundary>
            <Router onRouteChange={focusPage}>
              <Route path="/" component={Dashboard} />
              <Route path="/accounts" component={Accounts} />
              <Route path="/import" component={Import} />
              <Route path="/analyses" component={History} />
              <Route path="/analyses/compare" component={Compare} />
              <Route path="/analyses/:job" component={Analysis} />
              <Route path="/profile" component={Profile} />
              <Route default component={NotFound} />
            </Router>
          </ErrorBoundary>
        </Boundary>
      </Shell>
    </LocationProvider>
  );
}
