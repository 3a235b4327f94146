import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../../api/client";
import { type BrokerFile, type ImportView, type Mapping, readFile, storeFile } from "../../api/imports";
import { loadPortfolio } from "../../api/portfolio";
import { isConflict } from "../../parts/saving";
import { forgetFile, keepFile, keptFile } from "./kept_file";

export interface Importing {
  readonly file: BrokerFile | undefined;
  readonly mapping: Mapping | undefined;
  /** What the file would become. */
  readonly shown: Answer<ImportView> | undefined;
  readonly stored: ImportView | undefined;
  readonly state: "idle" | "reading" | "storing";
  readonly problem: unknown;
  /** Somebody has changed the portfolio between showing and storing; `shown` is newer. */
  readonly changedMeanwhile: boolean;
  readonly choose: (file: BrokerFile) => void;
  readonly map: (mapping: Mapping) => void;
  readonly confirm: () => void;
  readonly restart: () => void;
}

interface State
  extends Pick<Importing, "file" | "mapping" | "shown" | "stored" | "state" | "problem" | "changedMeanwhile"> {}

const NOTHING: State = {
  file: undefined,
  mapping: undefined,
  shown: undefined,
  stored: undefined,
  state: "idle",
  problem: undefined,
  changedMeanwhile: false,
};

/** From the choice of a file to the stored portfolio. Signing in again in between leads back to the same file. */
export function useImport(): Importing {
  const now = useSignal<State>(NOTHING);
  const set = (changed: Partial<State>) => {
    now.value = { ...now.value, ...changed };
  };

  async function read(file: BrokerFile, mapping: Mapping | undefined, changedMeanwhile = false): Promise<void> {
    now.value = { ...NOTHING, file, mapping, shown: now.value.shown, state: "reading", changedMeanwhile };
    try {
      const shown = await readFile(file, mapping);
      if (now.value.file === file) set({ shown, state: "idle" });
    } catch (problem) {
      if (now.value.file === file) set({ shown: undefined, problem, state: "idle" });
    }
  }

  async function store(file: BrokerFile, etag: string): Promise<void> {
    const { mapping } = now.value;
    set({ state: "storing", problem: undefined, changedMeanwhile: false });
    try {
      const stored = await storeFile(file, mapping, etag);
      forgetFile();
      await loadPortfolio();
      set({ stored, state: "idle" });
    } catch (problem) {
      if (isConflict(problem)) await read(file, mapping, true);
      else set({ problem, state: "idle" });
    }
  }

  useEffect(() => {
    const kept = keptFile();
    if (kept) void read(kept.file, kept.mapping);
    return forgetFile;
  }, []);

  const { file, shown } = now.value;
  return {
    ...now.value,
    choose: (chosen) => {
      now.value = NOTHING;
      void keepFile(chosen, undefined);
      void read(chosen, undefined);
    },
    map: (mapping) => {
      if (!file) return;
      void keepFile(file, mapping);
      void read(file, mapping);
    },
    confirm: () => {
      if (file && shown) void store(file, shown.etag);
    },
    restart: () => {
      now.value = NOTHING;
    },
  };
}
