import { useEffect, useRef, useState } from 'preact/hooks';
import { usePanel } from './context';
import { firstValue, Input, isInput, problemOf } from './inputs';
import { Callout, Text } from './simple';
import type { FormBlock, Values } from './types';

/** Inputs that are sent together. */
export function Form({ block: newest }: { block: FormBlock }) {
  const { act, busy, errors } = usePanel();
  const form = useRef<HTMLFormElement>(null);
  // Only what somebody changed: the rest follows what the plugin says.
  const [changed, setChanged] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  // While something is filled in, the form stays as it was when that began: what others do meanwhile takes nothing away.
  const [begun, setBegun] = useState(newest);
  const isTouched = Object.keys(changed).length > 0;
  const block = isTouched ? begun : newest;
  const inputs = block.blocks.filter(isInput);
  const refused = errors?.block === block.id ? errors.of : null;

  useEffect(() => {
    if (refused) setProblems(refused);
  }, [refused]);
  useEffect(() => {
    // The first one to put right, where the person is taken to.
    if (Object.keys(problems).length > 0) form.current?.querySelector<HTMLElement>('.has-problem :is(input, textarea, select)')?.focus();
  }, [problems]);

  async function submit(event: Event) {
    event.preventDefault();
    const values: Values = {};
    const found: Record<string, string> = {};
    for (const input of inputs) {
      const value = changed[input.id] ?? firstValue(input);
      const problem = problemOf(input, value);
      if (problem !== null) found[input.id] = problem;
      if (value !== undefined) values[input.id] = value;
    }
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    if (await act(block.id, values)) setChanged({});
  }

  return (
    <form ref={form} class="block-form" noValidate onSubmit={(event) => void submit(event)}>
      {block.blocks.map((part, index) => {
        if (isInput(part)) {
          const problem = problems[part.id] ?? null;
          return (
            <div key={part.id} class={problem === null ? undefined : 'has-problem'}>
              <Input
                block={part}
                value={changed[part.id]}
                error={problem}
                onInput={(value) => {
                  if (!isTouched) setBegun(newest);
                  setChanged((before) => ({ ...before, [part.id]: value }));
                  setProblems(({ [part.id]: _gone, ...rest }) => rest);
                }}
              />
            </div>
          );
        }
        if (part.__typename === 'TextBlock') return <Text key={index} block={part} />;
        if (part.__typename === 'CalloutBlock') return <Callout key={index} block={part} />;
        return null;
      })}
      <div class="block-form-end">
        <button type="submit" class="button small primary" aria-disabled={busy !== null}>
          {block.submitLabel}
        </button>
      </div>
    </form>
  );
}
