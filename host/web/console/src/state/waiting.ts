// Loading data, and running actions that may fail.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { RequestFailure } from '@shared/client/failure';

/** The state of something that is loaded. */
export interface Loaded<Value> {
  value: Value | null;
  /** Nothing is loaded yet, or the value is being replaced. */
  isLoading: boolean;
  failure: RequestFailure | null;
  reload: () => void;
  /** Replaces the value with a newer one. */
  set: (change: (before: Value) => Value) => void;
}

/** Loads something, and again whenever `of` changes. The previous value stays until the next one is loaded. */
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
    // The caller names what it depends on.
  }, of);
  useEffect(() => {
    run();
    return () => void turn.current++;
  }, [run]);
  return { value, isLoading, failure, reload: run, set: (change) => setValue((before) => (before === null ? null : change(before))) };
}

/** An action that runs once at a time: whether it is running, and how to start it. */
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
