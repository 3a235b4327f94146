import { useCallback, useState } from "preact/hooks";
import { type JobSummary, jobs } from "../../api/jobs";
import { type Loading, useLoading } from "../../api/loading";

const PER_PAGE = 20;

export interface Pages {
  readonly first: Loading<readonly JobSummary[]>;
  /** Of all pages so far. */
  readonly items: readonly JobSummary[];
  readonly hasMore: boolean;
  readonly more: () => Promise<void>;
  readonly isLoading: boolean;
  readonly problem: unknown;
}

/** All analyses, newest first, page by page. */
export function usePages(): Pages {
  const [later, setLater] = useState<readonly JobSummary[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<{ isLoading: boolean; problem?: unknown }>({ isLoading: false });
  const first = useLoading(
    useCallback(async () => {
      const page = await jobs(undefined, PER_PAGE);
      setLater([]);
      setNext(page.next_before);
      return page.items;
    }, []),
  );

  async function more(): Promise<void> {
    if (!next || state.isLoading) return;
    setState({ isLoading: true });
    try {
      const page = await jobs(next, PER_PAGE);
      setLater((before) => [...before, ...page.items]);
      setNext(page.next_before);
      setState({ isLoading: false });
    } catch (problem) {
      setState({ isLoading: false, problem });
    }
  }

  const items = [...(first.value ?? []), ...later];
  return { first, items, hasMore: next !== null, more, isLoading: state.isLoading, problem: state.problem };
}
