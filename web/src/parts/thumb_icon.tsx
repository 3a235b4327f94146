import "./thumb_icon.css";

/** Beside words that say the same. */
export function ThumbIcon({ rating }: { rating: "up" | "down" }) {
  return (
    <svg class={`thumb-icon ${rating}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M3 11h4v9H3zM7 11l4-8c2 0 3 1.2 2.6 3L13 9h6a2 2 0 0 1 2 2.4l-1.4 7A2 2 0 0 1 17.6 20H7" />
    </svg>
  );
}
