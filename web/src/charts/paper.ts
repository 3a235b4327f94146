import "./paper.css";

/**
 * Calls `draw` when the page goes to paper and when it comes back. Returns what ends that.
 *
 * The page is printed at once after `beforeprint`, and its styles are those of the screen until then: a class makes them
 * light first.
 */
export function onPaper(draw: () => void): () => void {
  const change = (isPaper: boolean) => () => {
    document.documentElement.classList.toggle("paper", isPaper);
    draw();
  };
  const before = change(true);
  const after = change(false);
  const media = matchMedia("print");
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  media.addEventListener("change", draw);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
    media.removeEventListener("change", draw);
  };
}
