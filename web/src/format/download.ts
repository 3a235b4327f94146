const KEPT_MS = 60_000;

/** Hands a document to the browser's downloads. */
export function download(name: string, document_: unknown): void {
  const file = new Blob([JSON.stringify(document_, null, 1)], { type: "application/json" });
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read it only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
