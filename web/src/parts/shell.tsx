import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { portfolio } from "../api/portfolio";
import icon from "../favicon.svg";
import { signOut } from "../sign_in/session";
import { Banners } from "./banners";

const PAGES = [
  ["/", "Dashboard"],
  ["/accounts", "Accounts"],
  ["/import", "Import"],
  ["/analyses", "Analyses"],
  ["/profile", "Profile"],
] as const;

/** Header, navigation and the place of the page. */
export function Shell({ name, children }: { name: string | undefined; children: ComponentChildren }) {
  const { path } = useLocation();
  // What Alex itself knows, where the issuer tells no name.
  const who = name ?? portfolio.value?.body.display_name;
  return (
    <>
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="/" aria-label="Alex, dashboard">
            <img src={icon} alt="" width="28" height="28" />
            Alex
          </a>
          <nav aria-label="Pages">
            {PAGES.map(([href, title]) => (
              <a key={href} href={href} aria-current={current(path, href)}>
                {title}
              </a>
            ))}
          </nav>
          <div class="who">
            {who && <span class="who-name">{who}</span>}
            <button type="button" class="quiet small" onClick={() => void signOut()}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <Banners />
      <main id="page" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** A page below another belongs to it. */
function current(path: string, href: string): "page" | "true" | undefined {
  if (path === href) return "page";
  return href !== "/" && path.startsWith(`${href}/`) ? "true" : undefined;
}
