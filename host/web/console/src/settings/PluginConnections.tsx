import { useState } from 'preact/hooks';
import { Check } from 'lucide-preact';
import { Dialog } from '@shared/ui/Dialog';
import { Field } from '@shared/ui/Field';
import { Icon } from '@shared/ui/Icon';
import { RemovePluginConnectionDocument, SetPluginConnectionDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { say, trying } from '../state/notice';
import { useAction } from '../state/waiting';
import { useOrganisation } from '../views/here';
import type { Plugin } from './records';

type Connection = Plugin['connections'][number];
const URL_LENGTH_MAX = 2_000;
const SECRET_LENGTH_MAX = 4_096;

interface Props {
  plugin: Plugin;
  onClose: () => void;
  onChanged: (plugin: Plugin) => void;
}

/** A plugin's connections to other servers: the address and the secret of each. */
export function PluginConnections({ plugin, onClose, onChanged }: Props) {
  return (
    <Dialog title={t('plugin.connections-of', { name: plugin.name })} onClose={onClose} wide>
      <p class="muted">{t('plugin-connection.about')}</p>
      {plugin.connections.map((connection) => (
        <One key={connection.name} plugin={plugin} connection={connection} onChanged={onChanged} />
      ))}
    </Dialog>
  );
}

function One({ plugin, connection, onChanged }: { plugin: Plugin; connection: Connection; onChanged: Props['onChanged'] }) {
  const { request } = useOrganisation();
  const { name, reason, secretIsSet } = connection;
  const [url, setUrl] = useState(connection.url ?? '');
  const [header, setHeader] = useState(connection.header ?? '');
  const [secret, setSecret] = useState('');
  const [trouble, setTrouble] = useState<{ field: string; text: string } | null>(null);
  const of = (field: string) => (trouble?.field === field ? trouble.text : null);
  const [isRunning, save] = useAction(async () => {
    setTrouble(null);
    await trying(async () => {
      const opens = header.trim() === '' ? {} : { header: header.trim(), secret };
      const { setPluginConnection: result } = await request(SetPluginConnectionDocument, { input: { pluginId: plugin.id, name, url: url.trim(), ...opens } });
      if (result.__typename === 'InvalidInput') return setTrouble({ field: result.field, text: t('plugin-connection.wrong', { message: result.message }) });
      // The server stores it, and it can't be read back.
      setSecret('');
      onChanged(result.plugin);
      say(t('saved'));
    });
  });
  const [isRemoving, remove] = useAction(async () => {
    await trying(async () => {
      const { removePluginConnection: result } = await request(RemovePluginConnectionDocument, { input: { pluginId: plugin.id, name } });
      if (result.__typename === 'InvalidInput') return setTrouble({ field: 'name', text: t('plugin-connection.wrong', { message: result.message }) });
      setUrl('');
      setHeader('');
      setSecret('');
      onChanged(result.plugin);
      say(t('plugin-connection.emptied'));
    });
  });
  return (
    <form class="form connection" aria-label={name} onSubmit={(event) => { event.preventDefault(); save(); }}>
      <div>
        <h3><code>{name}</code> {connection.url === null ? null : <span class="badge"><Icon of={Check} size={14} /> {t('plugin-connection.filled')}</span>}</h3>
        <p class="muted">{reason}</p>
      </div>
      <Field label={t('plugin-connection.url')} help={t('plugin-connection.url-help')} error={of('url')} required>
        {(described) => <input {...described} class="input" type="url" required maxLength={URL_LENGTH_MAX} placeholder="https://" value={url} onInput={(event) => setUrl(event.currentTarget.value)} />}
      </Field>
      <Field label={t('plugin-connection.header')} help={t('plugin-connection.header-help')} error={of('header')}>
        {(described) => <input {...described} class="input" autocomplete="off" spellcheck={false} value={header} onInput={(event) => setHeader(event.currentTarget.value)} />}
      </Field>
      {header.trim() === '' ? null : (
        <Field label={t('plugin-connection.secret')} help={secretIsSet ? t('plugin-connection.secret-again') : t('plugin-connection.secret-help')} error={of('secret')} required>
          {(described) => <input {...described} class="input" type="password" required autocomplete="off" maxLength={SECRET_LENGTH_MAX} value={secret} onInput={(event) => setSecret(event.currentTarget.value)} />}
        </Field>
      )}
      <p class="field-error" role="alert">{trouble && !['url', 'header', 'secret'].includes(trouble.field) ? trouble.text : null}</p>
      <div class="dialog-buttons">
        {connection.url === null ? null : <button type="button" class="button danger" aria-disabled={isRemoving} onClick={remove}>{t('plugin-connection.empty')}</button>}
        <button type="submit" class="button primary" aria-disabled={isRunning}>{t('save')}</button>
      </div>
    </form>
  );
}
