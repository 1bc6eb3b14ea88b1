import { useState } from 'preact/hooks';
import { ChevronRight, Lock, UserRound } from 'lucide-preact';
import { dateAndTime } from '@shared/i18n/format';
import { PlainText } from '@shared/text/PlainText';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import type { Datum } from '../state/log';
import { keep, kept } from '../state/storage';
import { nameOf, shortOf, textsOf } from './datum';

const KINDS = ['SECURE', 'LIVE', 'TECHNICAL'] as const;
const FACTS_MAX = 6;
const OPEN = 'customer-open';

/** The customer's metadata: a line of the most important values, and all of them on demand. */
export function Customer({ metadata, requestedAt }: { metadata: readonly Datum[]; requestedAt: string }) {
  const [isOpen, setOpen] = useState(kept<boolean>(OPEN) ?? false);
  const telling = [...metadata]
    .filter(({ kind }) => kind !== 'FOLDED')
    .sort((one, other) => weight(one) - weight(other))
    .slice(0, FACTS_MAX);
  const folded = metadata.filter(({ kind }) => kind === 'FOLDED');
  return (
    <section class="customer" aria-label={t('customer.about')}>
      <button
        type="button"
        class="customer-line"
        aria-expanded={isOpen}
        onClick={() => {
          keep(OPEN, !isOpen);
          setOpen(!isOpen);
        }}
      >
        <span class="turning"><Icon of={ChevronRight} size={14} /></span>
        <Icon of={UserRound} size={14} />
        <span class="customer-title">{t('customer.about')}</span>
        {isOpen ? null : (
          <span class="customer-facts">
            {telling.length === 0 ? <span>{t('customer.came', { at: dateAndTime(requestedAt) })}</span> : null}
            {telling.map((datum) => (
              <span key={`${datum.kind} ${datum.key}`}>
                <Origin datum={datum} />
                <span class="muted">{nameOf(datum.key)}</span> {shortOf(datum.value)}
              </span>
            ))}
          </span>
        )}
      </button>
      {isOpen ? (
        <div class="customer-all">
          <dl class="facts">
            <div>
              <dt>{t('customer.came-at')}</dt>
              <dd>{dateAndTime(requestedAt)}</dd>
            </div>
          </dl>
          {KINDS.map((kind) => {
            const of = metadata.filter((datum) => datum.kind === kind);
            return of.length === 0 ? null : (
              <section key={kind}>
                <h2>{t(`metadata.${kind}`)}</h2>
                <dl class="facts">{of.map((datum) => <Fact key={datum.key} datum={datum} />)}</dl>
              </section>
            );
          })}
          {folded.map((datum) => (
            <details key={datum.key} class="folded">
              <summary>
                <Origin datum={datum} />
                {nameOf(datum.key)} <span class="muted">{shortOf(datum.value)}</span>
              </summary>
              <ul>
                {textsOf(datum.value).map((text, index) => (
                  <li key={index}><PlainText text={text} /></li>
                ))}
              </ul>
            </details>
          ))}
        </div>
      ) : null}
    </section>
  );
}

function Fact({ datum }: { datum: Datum }) {
  return (
    <div>
      <dt>{nameOf(datum.key)}</dt>
      <dd>
        <Origin datum={datum} />
        <PlainText text={textsOf(datum.value).join(', ')} />
        <span class="fact-origin">{t(`origin.${datum.origin}`)}</span>
      </dd>
    </div>
  );
}

/** A lock for verified values. */
function Origin({ datum }: { datum: Datum }) {
  if (datum.origin !== 'VERIFIED') return null;
  return (
    <span class="verified" role="img" aria-label={t('origin.VERIFIED')} title={t('origin.VERIFIED')}>
      <Icon of={Lock} size={12} />
    </span>
  );
}

/** The most important first: verified values, then live values, then the page. */
function weight({ kind, key }: Datum): number {
  if (kind === 'SECURE') return 0;
  if (kind === 'LIVE') return 1;
  return key === 'page' ? 2 : 3;
}
