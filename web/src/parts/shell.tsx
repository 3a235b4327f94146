import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { signOut } from "../sign_in/session";

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
  return (
    <>
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href="/">
          Alex
        </a>
        <nav aria-label="Pages">
          {PAGES.map(([href, title]) => (
            <a key={href} href={href} aria-current={path === href ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <div class="who">
          {name && <span>{name}</span>}
          <button type="button" class="quiet" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="page" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
