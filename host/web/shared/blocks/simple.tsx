import { CircleAlert, CircleCheck, CornerDownLeft, ExternalLink, Image, Info, TriangleAlert } from 'lucide-preact';
import { t } from '../i18n/i18n';
import { safeUrl } from '../text/links';
import { Outside, PlainText } from '../text/PlainText';
import { Icon } from '../ui/Icon';
import { usePanel } from './context';
import type { CalloutTone, Of } from './types';

export function Text({ block }: { block: Of<'TextBlock'> }) {
  return (
    <p class="block-text">
      <PlainText text={block.text} />
    </p>
  );
}

/** A heading below the one that the panel stands under. */
export function Heading({ block }: { block: Of<'HeadingBlock'> }) {
  const Level = `h${usePanel().headingLevel}` as const;
  return <Level class="block-heading">{block.text}</Level>;
}

export function Progress({ block }: { block: Of<'ProgressBlock'> }) {
  const counted = t('panel.progress', { done: block.done, total: block.total });
  const text = block.caption === null ? counted : `${block.caption}: ${counted}`;
  return (
    <div class="block-progress">
      <p>{text}</p>
      <progress value={block.done} max={block.total} aria-label={text} />
    </div>
  );
}

export function Fields({ block }: { block: Of<'FieldsBlock'> }) {
  return (
    <dl class="block-fields">
      {block.fields.map((field, index) => (
        <div key={index}>
          <dt>{field.label}</dt>
          <dd>
            <PlainText text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Button({ block }: { block: Of<'ButtonBlock'> }) {
  const { act, busy, host } = usePanel();
  async function press() {
    if (block.confirm !== null && !(await host.confirm(block.confirm, block.label, block.danger))) return;
    await act(block.id, block.carries);
  }
  return (
    <button
      type="button"
      class={block.danger ? 'button small danger' : 'button small'}
      aria-disabled={busy !== null}
      onClick={() => void press()}
    >
      {block.label}
    </button>
  );
}

const TONES = { INFO: Info, SUCCESS: CircleCheck, WARNING: TriangleAlert, DANGER: CircleAlert } as const;

export function Callout({ block }: { block: { tone: CalloutTone; text: string } }) {
  // A tone of a newer server is shown as information.
  const icon = TONES[block.tone] ?? Info;
  return (
    <p class={`block-callout ${block.tone.toLowerCase()}`}>
      <Icon of={icon} />
      <span>
        <PlainText text={block.text} />
      </span>
    </p>
  );
}

export function CopyToComposer({ block }: { block: Of<'CopyToComposerBlock'> }) {
  const { host } = usePanel();
  const insert = host.insert;
  return (
    <button
      type="button"
      class="block-copy"
      disabled={insert === null}
      title={block.text}
      onClick={() => insert?.(block.text)}
    >
      <span class="block-copy-label">{block.label}</span>
      <Icon of={CornerDownLeft} size={14} />
      <span class="visually-hidden">{t('panel.copy')}</span>
    </button>
  );
}

export function Link({ block }: { block: Of<'LinkBlock'> }) {
  const url = safeUrl(block.url);
  if (url === null) return <p class="block-text">{block.label}</p>;
  return (
    <p class="block-link">
      <Outside url={url}>
        {block.label}
        <Icon of={ExternalLink} size={14} />
        <span class="visually-hidden">{` (${t('panel.opens-elsewhere')})`}</span>
      </Outside>
    </p>
  );
}

/** A picture that came with the panel. No drawings of SVG, which can hold scripts. */
const PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*$/;

/** A picture of another site is behind a link: loading it unasked would tell that site who reads what. */
export function Picture({ block }: { block: Of<'ImageBlock'> }) {
  if (PICTURE.test(block.url)) return <img class="block-image" src={block.url} alt={block.alt} />;
  const url = safeUrl(block.url);
  if (url === null) return <p class="block-text">{block.alt}</p>;
  return (
    <p class="block-link">
      <Outside url={url}>
        <Icon of={Image} size={14} />
        {block.alt === '' ? new URL(url).hostname : block.alt}
        <Icon of={ExternalLink} size={14} />
        <span class="visually-hidden">{` (${t('panel.opens-elsewhere')})`}</span>
      </Outside>
    </p>
  );
}

export function VideoCall({ block }: { block: Of<'VideoCallBlock'> }) {
  return <Callout block={{ tone: 'INFO', text: `${block.label}: ${t('panel.no-call')}` }} />;
}
