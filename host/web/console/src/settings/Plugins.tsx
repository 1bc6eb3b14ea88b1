import { useState } from 'preact/hooks';
import { Check, CircleAlert, Undo2 } from 'lucide-preact';
import { t as shared } from '@shared/i18n/i18n';
import { confirm } from '@shared/ui/Confirm';
import { Dialog } from '@shared/ui/Dialog';
import { Icon } from '@shared/ui/Icon';
import { DisablePluginDocument, EnablePluginDocument, PluginsDocument, RemovePluginDocument, RollBackPluginDocument, UpgradePluginDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { useAction, useLoaded } from '../state/waiting';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import { PluginConnections } from './PluginConnections';
import { Health } from './PluginHealth';
import { PluginSettings } from './PluginSettings';
import { PluginUpload } from './PluginUpload';
import { permissionText } from './permissions';
import type { Plugin } from './records';

type Result = { __typename: string; message?: string; plugin?: Plugin | null };

/** The plugins that the organisation has enabled, and those that it could enable. */
export function Plugins() {
  const { request } = useOrganisation();
  const list = useLoaded(async () => (await request(PluginsDocument)).plugins, [request]);
  const [asked, setAsked] = useState<Plugin | null>(null);
  const [healthOf, setHealthOf] = useState<Plugin | null>(null);
  const [settingsOf, setSettingsOf] = useState<Plugin | null>(null);
  const [connectionsOf, setConnectionsOf] = useState<Plugin | null>(null);
  const changed = (plugin: Plugin) => list.set((before) => before.map((each) => (each.id === plugin.id ? plugin : each)));
  const [isRunning, run] = useAction(async (action: () => Promise<Result>, done: string) => {
    await trying(async () => {
      const result = await action();
      // The host's own report of why it doesn't fit, for the person who installed it.
      if (result.__typename === 'InvalidInput') return say(result.message ?? problemText(result), true);
      const { plugin } = result;
      list.set((before) => before.map((each) => (plugin && each.id === plugin.id ? plugin : each)));
      if (!plugin) list.reload();
      say(done);
    });
  });
  const input = (plugin: Plugin) => ({ input: { pluginId: plugin.id } });
  const enable = (plugin: Plugin) => run(async () => (await request(EnablePluginDocument, input(plugin))).enablePlugin, t('plugin.enabled', { name: plugin.name }));
  const disable = async (plugin: Plugin) => {
    if (!(await confirm({ title: t('plugin.disable-title', { name: plugin.name }), text: t('plugin.disable-text'), yes: t('plugin.disable') }))) return;
    run(async () => (await request(DisablePluginDocument, input(plugin))).disablePlugin, t('plugin.disabled', { name: plugin.name }));
  };
  const rollBack = (plugin: Plugin) => run(async () => (await request(RollBackPluginDocument, input(plugin))).rollBackPlugin, t('plugin.rolled-back', { name: plugin.name }));
  const upgrade = (plugin: Plugin) =>
    run(async () => (await request(UpgradePluginDocument, { input: { pluginId: plugin.id, grant: true } })).upgradePlugin, t('plugin.upgraded', { name: plugin.name }));
  const remove = async (plugin: Plugin) => {
    if (!(await confirm({ title: t('plugin.remove-title', { name: plugin.name }), text: t('plugin.remove-text'), yes: t('plugin.remove'), danger: true }))) return;
    run(async () => (await request(RemovePluginDocument, input(plugin))).removePlugin, t('plugin.removed', { name: plugin.name }));
  };
  if (list.failure && !list.value) return <Trouble onRetry={list.reload} />;
  return (
    <>
      <div class="tools-row">
        <p class="muted">{t('plugins.about')}</p>
        <PluginUpload onAdded={list.reload} />
      </div>
      {list.value && list.value.length === 0 ? <p class="empty">{t('plugins.none')}</p> : null}
      <ul class="plugins" aria-busy={list.isLoading}>
        {list.value?.map((plugin) => (
          <li key={plugin.id} class="card plugin">
            <div class="plugin-head">
              <div>
                <h2>{plugin.name} <span class="muted version">{plugin.version}</span></h2>
                <p class="muted">{plugin.description}</p>
              </div>
              <span class={`badge plugin-${plugin.state.toLowerCase()}`}>{plugin.state === 'ENABLED' ? <Icon of={Check} size={14} /> : null} {t(`plugin-state.${plugin.state}`)}</span>
            </div>
            {plugin.disabledBecause ? (
              <p class="block-callout danger"><Icon of={CircleAlert} /><span>{t('plugin.disabled-because')} {plugin.disabledBecause}</span></p>
            ) : null}
            {plugin.waiting ? (
              <div class="block-callout warning">
                <Icon of={CircleAlert} />
                <div>
                  <p>{t('plugin.waiting', { version: plugin.waiting.version })}</p>
                  <Permissions list={plugin.waiting.permissions} />
                  <button type="button" class="button small" aria-disabled={isRunning} onClick={() => upgrade(plugin)}>{t('plugin.grant')}</button>
                </div>
              </div>
            ) : null}
            {plugin.permissions.length > 0 ? (
              <details>
                <summary>{t('plugin.permissions', { count: plugin.permissions.length })}</summary>
                <Permissions list={plugin.permissions} />
              </details>
            ) : null}
            <div class="plugin-buttons">
              {plugin.state === 'ENABLED' ? (
                <button type="button" class="button small" aria-disabled={isRunning} onClick={() => void disable(plugin)}>{t('plugin.disable')}</button>
              ) : (
                <button type="button" class="button small primary" aria-disabled={isRunning} onClick={() => setAsked(plugin)}>{t('plugin.enable')}</button>
              )}
              {plugin.state !== 'AVAILABLE' && plugin.settingsSchema ? (
                <button type="button" class="button small" onClick={() => setSettingsOf(plugin)}>{t('plugin.settings')}</button>
              ) : null}
              {plugin.state !== 'AVAILABLE' && plugin.connections.length > 0 ? (
                <button type="button" class="button small" onClick={() => setConnectionsOf(plugin)}>{t('plugin.connections')}</button>
              ) : null}
              {plugin.state === 'AVAILABLE' ? null : (
                <button type="button" class="button small" onClick={() => setHealthOf(plugin)}>{t('plugin.health')}</button>
              )}
              {plugin.previousVersion ? (
                <button type="button" class="button small" aria-disabled={isRunning} onClick={() => rollBack(plugin)}><Icon of={Undo2} size={14} /> {t('plugin.roll-back', { version: plugin.previousVersion })}</button>
              ) : null}
              {plugin.state === 'DISABLED' ? (
                <button type="button" class="button small danger" aria-disabled={isRunning} onClick={() => void remove(plugin)}>{t('plugin.remove')}</button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {asked ? (
        <Dialog title={t('plugin.enable-title', { name: asked.name })} onClose={() => setAsked(null)}>
          {asked.permissions.length === 0 ? <p>{t('plugin.asks-nothing')}</p> : <><p>{t('plugin.asks')}</p><Permissions list={asked.permissions} /></>}
          <div class="dialog-buttons">
            <button type="button" class="button" onClick={() => setAsked(null)}>{shared('dialog.cancel')}</button>
            <button type="button" class="button primary" onClick={() => { enable(asked); setAsked(null); }}>{t('plugin.enable')}</button>
          </div>
        </Dialog>
      ) : null}
      {settingsOf ? (
        <PluginSettings
          plugin={settingsOf}
          onClose={() => setSettingsOf(null)}
          onSaved={changed}
        />
      ) : null}
      {connectionsOf ? (
        <PluginConnections
          plugin={connectionsOf}
          onClose={() => setConnectionsOf(null)}
          onChanged={(plugin) => { changed(plugin); setConnectionsOf(plugin); }}
        />
      ) : null}
      {healthOf ? <Health plugin={healthOf} onClose={() => setHealthOf(null)} /> : null}
    </>
  );
}

/** The permissions that a plugin asks for, with its reasons; for hooks also at which moments, or for which entries. */
function Permissions({ list }: { list: Plugin['permissions'] }) {
  return (
    <dl class="permissions">
      {list.map(({ name, hooks, reason }) => (
        <div key={name}>
          <dt>{permissionText(name)} <code>{name}</code></dt>
          <dd>{reason}{hooks.length > 0 ? <span class="muted"> {hooks.map((hook) => <code key={hook}>{hook} </code>)}</span> : null}</dd>
        </div>
      ))}
    </dl>
  );
}
