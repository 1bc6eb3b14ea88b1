import { CircleAlert } from 'lucide-preact';
import { dateAndTime, number } from '@shared/i18n/format';
import { Dialog } from '@shared/ui/Dialog';
import { Icon } from '@shared/ui/Icon';
import { PluginHealthDocument } from '../generated/organisation';
import { t } from '../i18n/i18n';
import { useLoaded } from '../state/waiting';
import { Trouble } from '../ui/Trouble';
import { useOrganisation } from '../views/here';
import type { Plugin } from './records';

/** A plugin's status since the server started: its failures and its log. */
export function Health({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const { request } = useOrganisation();
  const loaded = useLoaded(async () => (await request(PluginHealthDocument)).plugins.find(({ id }) => id === plugin.id) ?? null, [request, plugin.id]);
  const health = loaded.value;
  return (
    <Dialog title={t('plugin.health-of', { name: plugin.name })} onClose={onClose} wide>
      <div class="health" aria-busy={loaded.isLoading}>
        {loaded.failure ? <Trouble onRetry={loaded.reload} /> : null}
        {health ? (
          <>
            <p class="muted digest">{plugin.version} · {health.digest.slice(0, 12)}</p>
            <p>{t('plugin.calls', { ...health.calls, cpu: number(health.calls.cpuMs) })}</p>
            {health.resting.length === 0 ? null : (
              <p class="block-callout warning"><Icon of={CircleAlert} /><span>{t('plugin.resting')} {health.resting.map((each) => <code key={each}>{each}</code>)}</span></p>
            )}
            <h3>{t('plugin.failures')}</h3>
            {health.failures.length === 0 ? <p class="muted">{t('plugin.no-failures')}</p> : null}
            {health.failures.map((failure, index) => (
              <details key={index} class="failure">
                <summary><time dateTime={failure.at}>{dateAndTime(failure.at)}</time> <code>{failure.export}</code> <strong>{failure.outcome}</strong></summary>
                <pre tabIndex={0}>{[failure.text, ...failure.frames].join('\n')}</pre>
              </details>
            ))}
            <h3>{t('plugin.log')}</h3>
            {health.log.length === 0 ? <p class="muted">{t('plugin.no-log')}</p> : null}
            <ul class="plugin-log">
              {health.log.map((line, index) => (
                <li key={index}><time dateTime={line.at}>{dateAndTime(line.at)}</time> <code class={line.level.toLowerCase()}>{line.level}</code> {line.text}</li>
              ))}
            </ul>
            <div><button type="button" class="button small" onClick={loaded.reload}>{t('reload')}</button></div>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
