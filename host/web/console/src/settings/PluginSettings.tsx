import { useEffect, useRef, useState } from 'preact/hooks';
import { t as shared } from '@shared/i18n/i18n';
import { Dialog } from '@shared/ui/Dialog';
import { Field, FieldGroup } from '@shared/ui/Field';
import { UpdatePluginSettingsDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { say, trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { useOrganisation } from '../views/here';
import type { Plugin } from './records';
import type { Setting } from './schema';
import { object, settingsOf } from './schema';

/** A plugin's settings, as a form made from its schema. */
export function PluginSettings({ plugin, onClose, onSaved }: { plugin: Plugin; onClose: () => void; onSaved: (plugin: Plugin) => void }) {
  const { request } = useOrganisation();
  const [values, setValues] = useState<Record<string, unknown>>(object(plugin.settings));
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<{ key: string | null; text: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const settings = settingsOf(plugin.settingsSchema);
  const [isRunning, save] = useAction(async () => {
    if (broken.size > 0) return;
    setRefused(null);
    await trying(async () => {
      const { updatePluginSettings: result } = await request(UpdatePluginSettingsDocument, { input: { pluginId: plugin.id, settings: values } });
      if (result.__typename === 'InvalidInput') {
        return setRefused({ key: refusedOf(settings, result.field), text: t('plugin.settings-wrong', { message: result.message }) });
      }
      onSaved(result.plugin);
      say(t('saved'));
      onClose();
    });
  });
  const change = (key: string, value: unknown) => {
    if (refused?.key === key) setRefused(null);
    setValues((before) => {
      const { [key]: _gone, ...rest } = before;
      // An emptied field returns to the default.
      return value === undefined ? rest : { ...rest, [key]: value };
    });
  };
  useEffect(() => {
    // The focus goes to the value that must be corrected.
    if (refused) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [refused]);
  return (
    <Dialog title={t('plugin.settings-of', { name: plugin.name })} onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => { event.preventDefault(); save(); }}>
        {settings.map((setting) => (
          <Input
            key={setting.key}
            setting={setting}
            value={values[setting.key]}
            error={refused?.key === setting.key ? refused.text : null}
            onChange={(value) => change(setting.key, value)}
            onBroken={(isBroken) => setBroken((before) => new Set([...before].filter((each) => each !== setting.key).concat(isBroken ? setting.key : [])))}
          />
        ))}
        <p class="field-error" role="alert">{refused?.key === null ? refused.text : null}</p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>{shared('dialog.cancel')}</button>
          <button type="submit" class="button primary" aria-disabled={isRunning || broken.size > 0}>{t('save')}</button>
        </div>
      </form>
    </Dialog>
  );
}

/** The setting that the server refused; null when it is the whole object, or a setting without a place for the message. */
function refusedOf(settings: readonly Setting[], field: string): string | null {
  const found = settings.find(({ key }) => field === `settings.${key}` || field.startsWith(`settings.${key}.`));
  return found && found.input.kind !== 'boolean' ? found.key : null;
}

interface InputProps {
  setting: Setting;
  value: unknown;
  /** Why the server refused it. */
  error: string | null;
  onChange: (value: unknown) => void;
  /** The text isn't a valid value yet. */
  onBroken: (isBroken: boolean) => void;
}

function Input({ setting: { label, help, required, input }, value, error, onChange, onBroken }: InputProps) {
  const about = { label, help, required, error };
  const [json, setJson] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [isBroken, setIsBroken] = useState(false);
  switch (input.kind) {
    case 'boolean':
      return <label class="choice"><input type="checkbox" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} /><span>{label}{help ? <span class="choice-help">{help}</span> : null}</span></label>;
    case 'choice':
      return (
        <Field {...about}>
          {(described) => (
            <select {...described} class="input" required={required} value={String(value ?? '')} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
              {required ? null : <option value="" />}
              {input.options.map((each) => <option key={each} value={each}>{each}</option>)}
            </select>
          )}
        </Field>
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <FieldGroup {...about}>
          {input.options.map((each) => (
            <label class="choice" key={each}><input type="checkbox" checked={chosen.includes(each)} onChange={(event) => onChange(input.options.filter((option) => (option === each ? event.currentTarget.checked : chosen.includes(option))))} /><span>{each}</span></label>
          ))}
        </FieldGroup>
      );
    }
    case 'number':
      return (
        <Field {...about}>
          {(described) => <input {...described} class="input" type="number" required={required} step={input.isWhole ? 1 : 'any'} min={input.min ?? undefined} max={input.max ?? undefined} value={typeof value === 'number' ? value : ''} onInput={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.valueAsNumber)} />}
        </Field>
      );
    case 'text':
      return (
        <Field {...about}>
          {(described) => {
            const more = { ...described, class: 'input', required, ...(input.maxLength === null ? {} : { maxLength: input.maxLength }), value: typeof value === 'string' ? value : '' };
            return input.isLong ? <textarea {...more} rows={3} onInput={(event) => onChange(event.currentTarget.value)} /> : <input {...more} type="text" {...(input.pattern === null ? {} : { pattern: input.pattern })} onInput={(event) => onChange(event.currentTarget.value)} />;
          }}
        </Field>
      );
    case 'json':
      return (
        <Field {...about} help={[help, t('plugin.settings-json')].filter(Boolean).join(' ')} error={isBroken ? t('plugin.settings-not-json') : error}>
          {(described) => (
            <textarea
              {...described}
              class="input code"
              rows={5}
              spellcheck={false}
              value={json}
              onInput={(event) => {
                setJson(event.currentTarget.value);
                const [parsed, failed] = parse(event.currentTarget.value);
                setIsBroken(failed);
                onBroken(failed);
                if (!failed) onChange(parsed);
              }}
            />
          )}
        </Field>
      );
  }
}

function parse(text: string): [value: unknown, failed: boolean] {
  if (text.trim() === '') return [undefined, false];
  try {
    return [JSON.parse(text), false];
  } catch {
    return [undefined, true];
  }
}
