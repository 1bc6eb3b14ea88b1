import { Monitor, Smartphone } from 'lucide-preact';
import { dateAndTime } from '@shared/i18n/format';
import { Icon } from '@shared/ui/Icon';
import { EndOtherSessionsDocument, EndSessionDocument, SessionsDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { say, trying } from '../state/notice';
import { platform } from '../state/session';
import { useLoaded } from '../state/waiting';
import { Trouble } from '../ui/Trouble';
import { deviceOf } from './device';

/** The person's sessions. */
export function Sessions() {
  const list = useLoaded(async () => (await platform(SessionsDocument)).viewer?.sessions ?? [], []);
  const end = (sessionId: string) =>
    void trying(async () => {
      await platform(EndSessionDocument, { input: { sessionId } });
      list.set((before) => before.filter(({ id }) => id !== sessionId));
    });
  const endOthers = () =>
    void trying(async () => {
      const { endOtherSessions: result } = await platform(EndOtherSessionsDocument);
      say(t('sessions.ended', { count: result.count }));
      list.reload();
    });
  return (
    <>
      <div class="tools-row">
        <p class="muted">{t('sessions.about')}</p>
        {(list.value?.length ?? 0) > 1 ? <button type="button" class="button" onClick={endOthers}>{t('sessions.end-others')}</button> : null}
      </div>
      {list.failure ? <Trouble onRetry={list.reload} /> : null}
      <ul class="rows" aria-busy={list.isLoading}>
        {list.value?.map((session) => {
          const { name, isPhone } = deviceOf(session.userAgent);
          return (
            <li key={session.id}>
              <Icon of={isPhone ? Smartphone : Monitor} size={18} />
              <div class="row-main">
                <p><strong>{name ?? t('sessions.unknown')}</strong> {session.current ? <span class="badge">{t('sessions.this')}</span> : null}</p>
                <p class="muted">{t('sessions.used', { at: dateAndTime(session.lastUsedAt) })}</p>
              </div>
              {session.current ? null : <button type="button" class="button small" onClick={() => end(session.id)}>{t('sessions.end')}</button>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
