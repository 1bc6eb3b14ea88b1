import { useRef, useState } from 'preact/hooks';
import { Volume2 } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import type { Account } from '../state/session';
import { UpdateNotificationsDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { problemText, say, trying } from '../state/notice';
import { play } from '../state/notify';
import { account, platform, setAccount } from '../state/session';

type Settings = Account['notifications'];
type NotificationRule = Settings['rules'][number];
const WAYS = ['sound', 'desktop', 'titleBadge'] as const;

/** The notification settings. Each change is saved at once. */
export function Notifications() {
  const settings = account.value?.notifications;
  return settings ? <Rules saved={settings} /> : null;
}

function Rules({ saved }: { saved: Settings }) {
  // The page shows changes before the server has confirmed them.
  const [settings, setSettings] = useState(saved);
  const wanted = useRef(saved);
  const sending = useRef(Promise.resolve());
  const [permission, setPermission] = useState('Notification' in window ? Notification.permission : 'denied');
  const want = (to: Settings) => {
    wanted.current = to;
    setSettings(to);
  };
  const save = (by: Partial<Settings>) => {
    const to = { ...wanted.current, ...by };
    want(to);
    // Requests are sent one after another, each with all settings, so that the last change wins.
    sending.current = sending.current.then(async () => {
      if (wanted.current !== to) return;
      let isSaved = false;
      await trying(async () => {
        const { updateNotifications: result } = await platform(UpdateNotificationsDocument, { input: to });
        if (result.__typename !== 'AccountUpdated') return say(problemText(result), true);
        isSaved = true;
        await setAccount(result.account);
      });
      const now = account.peek()?.notifications;
      if (!isSaved && now && wanted.current === to) want(now);
    });
  };
  const change = (rule: NotificationRule, way: (typeof WAYS)[number], isOn: boolean) => {
    if (way === 'desktop' && isOn && permission === 'default') void Notification.requestPermission().then(setPermission);
    if (way === 'sound' && isOn) play();
    save({ rules: wanted.current.rules.map((each) => (each.kind === rule.kind ? { ...each, [way]: isOn } : each)) });
  };
  const wantsDesktop = settings.rules.some(({ desktop }) => desktop);
  return (
    <section class="card form">
      <div class="table-scroll">
        <table class="rules">
          <thead>
            <tr>
              <th scope="col">{t('notifications.when')}</th>
              {WAYS.map((way) => <th key={way} scope="col">{t(`notifications.${way}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {settings.rules.map((rule) => (
              <tr key={rule.kind}>
                <th scope="row">{t(`notification.${rule.kind}`)}</th>
                {WAYS.map((way) => (
                  <td key={way}>
                    <input type="checkbox" checked={rule[way]} aria-label={`${t(`notification.${rule.kind}`)}: ${t(`notifications.${way}`)}`} onChange={(event) => change(rule, way, event.currentTarget.checked)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {wantsDesktop && permission === 'denied' ? <p class="block-callout warning">{t('notifications.denied')}</p> : null}
      {wantsDesktop && permission === 'default' ? (
        <p class="block-callout"><span>{t('notifications.ask')}</span> <button type="button" class="button small" onClick={() => void Notification.requestPermission().then(setPermission)}>{t('notifications.allow')}</button></p>
      ) : null}
      <label class="choice"><input type="checkbox" checked={settings.evenWhilePresent} onChange={(event) => save({ evenWhilePresent: event.currentTarget.checked })} /><span>{t('notifications.present')}</span></label>
      <label class="choice"><input type="checkbox" checked={settings.keepUntilClicked} onChange={(event) => save({ keepUntilClicked: event.currentTarget.checked })} /><span>{t('notifications.keep')}</span></label>
      <div><button type="button" class="button small" onClick={play}><Icon of={Volume2} /> {t('notifications.try')}</button></div>
    </section>
  );
}
