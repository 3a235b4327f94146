import { ErrorBoundary, LocationProvider, lazy, Route, Router } from "preact-iso";
import { NotFound } from "./pages/not_found/not_found";
import { SignedOut } from "./pages/signed_out/signed_out";
import { Shell } from "./parts/shell";
import { session } from "./sign_in/session";

// A page's code is loaded when it is first shown.
const Dashboard = lazy(() => import("./pages/dashboard/dashboard"));
const Accounts = lazy(() => import("./pages/accounts/accounts"));
const Import = lazy(() => import("./pages/import/import"));
const Analysis = lazy(() => import("./pages/analysis/analysis"));
const History = lazy(() => import("./pages/history/history"));
const Compare = lazy(() => import("./pages/compare/compare"));
const Profile = lazy(() => import("./pages/profile/profile"));

export function App() {
  const now = session.value;
  if (now.state === "starting") return null;
  if (now.state === "signed_out") return <SignedOut problem={now.problem} />;
  return (
    <LocationProvider>
      <Shell name={now.name}>
        <ErrorBoundary>
          <Router>
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
      </Shell>
    </LocationProvider>
  );
}
