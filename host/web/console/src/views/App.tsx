import { useEffect } from 'preact/hooks';
import { ConfirmDialog } from '@shared/ui/Confirm';
import { t } from '../i18n/i18n';
import { go, route } from '../route';
import { tell } from '../state/notify';
import { Organisation, organisation } from '../state/organisation';
import { account, generation, isUnreachable } from '../state/session';
import { kept } from '../state/storage';
import { Frame } from './Frame';
import { Invitation } from './Invitation';
import { NoOrganisation } from './NoOrganisation';
import { NoticeLine } from './NoticeLine';
import { Replaced } from './Replaced';
import { SignIn } from './SignIn';

/** The whole page. */
export function App() {
  return (
    <>
      <Page />
      <ConfirmDialog />
      <Replaced />
      <NoticeLine />
    </>
  );
}

function Page() {
  const now = account.value;
  const to = route.value;
  const slug = 'slug' in to ? to.slug : null;
  const memberships = now?.memberships ?? [];
  const accountId = now?.id ?? null;
  const round = generation.value;

  useEffect(() => {
    if (!slug || !accountId) return;
    const opened = new Organisation(slug, accountId, tell);
    organisation.value = opened;
    return () => {
      organisation.value = null;
      opened.close();
    };
  }, [slug, accountId, round]);

  const last = kept<string>('last-organisation');
  const first = memberships.find(({ organisation: each }) => each.slug === last) ?? memberships[0];
  const needsOne = now && (to.at === 'start' || to.at === 'nowhere') && first;
  useEffect(() => {
    if (needsOne && first) go({ at: 'home', slug: first.organisation.slug }, 'replace');
  }, [needsOne, first?.organisation.slug]);

  if (to.at === 'invitation') return <Invitation />;
  if (now === undefined) return <Waiting />;
  if (now === null) return <SignIn />;
  if (!slug) return first ? null : <NoOrganisation />;
  if (!memberships.some(({ organisation: each }) => each.slug === slug)) return <NoOrganisation />;
  const here = organisation.value;
  return here?.slug === slug ? <Frame organisation={here} key={`${slug} ${round}`} /> : <Waiting />;
}

/** While nothing is known yet. Shows something only when that takes long. */
function Waiting() {
  return (
    <main class="lone" aria-busy="true">
      {isUnreachable.value ? <p role="status">{t('connection.unreachable')}</p> : null}
    </main>
  );
}
