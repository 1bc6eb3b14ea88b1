// Loading something to show, and doing something that may go wrong.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { RequestFailure } from '@shared/client/failure';

/** What is there of something that is loaded. */
export interface Loaded<Value> {
  value: Value | null;
  /** Nothing is there yet, or what is there is being replaced. */
  isLoading: boolean;
  failure: RequestFailure | null;
  reload: () => void;
  /** Puts a newer value in the place of the one that is there. */
  set: (change: (before: Value) => Value) => void;
}

/** Loads something, again whenever `of` changes. What was there stays until the next is. */
export function useLoaded<Value>(load: () => Promise<Value>, of: readonly unknown[]): Loaded<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const turn = useRef(0);
  const run = useCallback(() => {
    const mine = ++turn.current;
    setLoading(true);
    load().then(
      (loaded) => {
        if (mine !== turn.current) return;
        setValue(() => loaded);
        setFailure(null);
        setLoading(false);
      },
      (error: unknown) => {
        if (mine !== turn.current) return;
        setFailure(error instanceof RequestFailure ? error : new RequestFailure('refused', String(error)));
        setLoading(false);
      },
    );
    // The caller says what it depends on.
  }, of);
  useEffect(() => {
    run();
    return () => void turn.current++;
  }, [run]);
  return { value, isLoading, failure, reload: run, set: (change) => setValue((before) => (before === null ? null : change(before))) };
}

/** An action that runs once at a time: whether it runs, and how to start it. */
export function useAction<Arguments extends unknown[]>(
  action: (...given: Arguments) => Promise<void>,
): [isRunning: boolean, start: (...given: Arguments) => void] {
  const [isRunning, setRunning] = useState(false);
  const running = useRef(false);
  return [
    isRunning,
    (...given) => {
      if (running.current) return;
      running.current = true;
      setRunning(true);
      void action(...given).finally(() => {
        running.current = false;
        setRunning(false);
      });
    },
  ];
}
