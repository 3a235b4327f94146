import { useEffect, useRef } from "preact/hooks";

/** For <details>: open while the page is printed, because nobody can open it on paper. */
export function useOpenOnPaper() {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    let wasOpen = false;
    function open(): void {
      if (!details.current) return;
      wasOpen = details.current.open;
      details.current.open = true;
    }
    function restore(): void {
      if (details.current) details.current.open = wasOpen;
    }
    addEventListener("beforeprint", open);
    addEventListener("afterprint", restore);
    return () => {
      removeEventListener("beforeprint", open);
      removeEventListener("afterprint", restore);
    };
  }, []);
  return details;
}
