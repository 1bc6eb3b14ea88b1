import { useEffect, useRef, useState } from 'preact/hooks';
import { usePanel } from './context';
import type { BegunForm } from './forms';
import { unhandled } from '../never';
import type { InputBlock } from './inputs';
import { firstValue, Input, isInput, problemOf } from './inputs';
import { Callout, Heading, Progress, Text } from './simple';
import type { FormBlock, FormPart, Values } from './types';

/** Inputs that are sent together. */
export function Form({ block: newest }: { block: FormBlock }) {
  const { name, act, busy, errors, host } = usePanel();
  const form = useRef<HTMLFormElement>(null);
  const key = `${name} ${newest.id}`;
  // Only what somebody changed: the rest follows what the plugin says. While something is filled in, the form stays as it was
  // when that began: what others do meanwhile takes nothing away.
  const [begun, setBegun] = useState(() => host.forms?.read(key) ?? null);
  const latest = useRef(begun);
  const [problems, setProblems] = useState<Record<string, string>>({});
  // Counts what was found wrong with a form that somebody sent. It doesn't grow as they put one after another right.
  const [found, setFound] = useState(0);
  const block = begun?.block ?? newest;
  const changed = begun?.changed ?? {};
  const inputs = block.blocks.filter(isInput);
  const refused = errors?.block === block.id ? errors.of : null;

  useEffect(() => {
    if (!refused) return;
    setProblems(refused);
    setFound((before) => before + 1);
  }, [refused]);
  useEffect(() => {
    // The first one to put right, where the person is taken to.
    if (found > 0) form.current?.querySelector<HTMLElement>('.has-problem :is(input, textarea, select)')?.focus();
  }, [found]);

  function begin(next: BegunForm | null) {
    latest.current = next;
    setBegun(next);
    host.forms?.write(key, next);
  }

  async function submit(event: Event) {
    event.preventDefault();
    const values: Values = {};
    const wrong: Record<string, string> = {};
    for (const input of inputs) {
      const value = changed[input.id] ?? firstValue(input);
      const problem = problemOf(input, value);
      if (problem !== null) wrong[input.id] = problem;
      if (value !== undefined) values[input.id] = value;
    }
    setProblems(wrong);
    if (Object.keys(wrong).length > 0) {
      setFound((before) => before + 1);
      return;
    }
    // What is filled in while it is on its way stays, also when it is filled in after coming back to it.
    const isSame = () => latest.current === begun && (host.forms?.read(key) ?? begun) === begun;
    if ((await act(block.id, values)) && isSame()) begin(null);
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
                  // Not what was rendered: a browser that fills in a form changes several inputs at once.
                  begin({ block, changed: { ...latest.current?.changed, [part.id]: value } });
                  setProblems(({ [part.id]: _gone, ...rest }) => rest);
                }}
              />
            </div>
          );
        }
        return <Words key={index} part={part} />;
      })}
      <div class="block-form-end">
        <button type="submit" class="button small primary" aria-disabled={busy !== null}>
          {block.submitLabel}
        </button>
      </div>
    </form>
  );
}

/** What stands between the inputs of a form. What a newer server lets into one isn't shown. */
function Words({ part }: { part: Exclude<FormPart, InputBlock> }) {
  switch (part.__typename) {
    case 'HeadingBlock':
      return <Heading block={part} />;
    case 'ProgressBlock':
      return <Progress block={part} />;
    case 'TextBlock':
      return <Text block={part} />;
    case 'CalloutBlock':
      return <Callout block={part} />;
    case 'FieldsBlock':
    case 'FormBlock':
    case 'TagPickerBlock':
    case 'ListBlock':
    case 'ButtonBlock':
    case 'CopyToComposerBlock':
    case 'CompletionsBlock':
    case 'LinkBlock':
    case 'ImageBlock':
    case 'VideoCallBlock':
      return null;
    default:
      return unhandled(part, null);
  }
}
