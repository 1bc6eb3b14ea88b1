import { useEffect, useRef, useState } from 'preact/hooks';
import { MessageCirclePlus, Upload as UploadIcon } from 'lucide-preact';
import { clockTime, number } from '@shared/i18n/format';
import { insertIn } from '@shared/chat/box';
import type { Unsent } from '@shared/chat/outbox';
import { FILES_MAX } from '@shared/chat/uploads';
import { unhandled } from '@shared/never';
import { Icon } from '@shared/ui/Icon';
import { announce } from '../announce';
import { isOver, transferOf } from '../chat/log';
import type { Line } from '../chat/log';
import { transferText, tw } from '../i18n/texts';
import { Composer } from './Composer';
import { useWidget } from './context';
import { Messages } from './Messages';
import { Panels } from './Panels';

/** The most of a message that is announced automatically. */
const SAID_LENGTH_MAX = 300;

/** A conversation from the request on: waiting, talking, and the view after the end. */
export function Talk() {
  const { chat } = useWidget();
  const talk = chat.talk.value;
  const [draft, setDraft] = useState(chat.draft());
  const [isOverFiles, setOverFiles] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const isOpen = talk !== null && !isOver(talk);
  const wasOpen = useRef(isOpen);

  useEffect(() => chat.onNews((line) => announce(saidOf(line))), [chat]);
  useEffect(() => {
    // The composer has gone, so the focus goes to the text that says so.
    if (wasOpen.current && !isOpen && !document.querySelector('dialog[open]')) end.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (!talk) return null;
  const { id, state } = talk.standing;

  function write(text: string) {
    setDraft(text);
    chat.keepDraft(text);
  }

  function add(files: Iterable<File>) {
    tellSurplus(chat.uploads.add(files));
  }

  function tellSurplus(surplus: number) {
    if (surplus > 0) announce(tw('composer.too-many-files', { max: FILES_MAX }));
  }

  function putBack({ text, files }: Unsent) {
    write(text === '' || draft === '' ? text + draft : `${text}\n${draft}`);
    tellSurplus(chat.uploads.putBack(files));
  }

  const takesDrops = isOpen && chat.takesFiles.value;
  return (
    <main
      class="talk"
      aria-label={tw('title')}
      onDragOver={(event) => {
        if (!takesDrops || !event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOverFiles(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null || !event.currentTarget.contains(event.relatedTarget as Node)) setOverFiles(false);
      }}
      onDrop={(event) => {
        setOverFiles(false);
        if (!takesDrops || !event.dataTransfer) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      {state === 'WAITING' ? <Waiting place={talk.standing.place} transfer={transferOf(talk)} /> : null}
      <Messages onAgain={isOpen ? putBack : null}>
        {isOpen ? null : (
          <div class="ended" ref={end} tabIndex={-1}>
            <Ended />
            <Panels slot="WIDGET_AFTER" conversationId={id} />
            <button type="button" class="button primary large" onClick={chat.startOver}>
              <Icon of={MessageCirclePlus} size={18} />
              {tw('ended.start-over')}
            </button>
          </div>
        )}
      </Messages>
      {state === 'ACTIVE' ? <Panels slot="WIDGET_CONVERSATION" conversationId={id} insert={(text) => box.current && insertIn(box.current, text)} /> : null}
      {isOpen ? <Composer box={box} text={draft} onText={write} onFiles={add} /> : null}
      {isOverFiles ? (
        <div class="drop">
          <Icon of={UploadIcon} size={32} />
          {tw('composer.drop')}
        </div>
      ) : null}
    </main>
  );
}

/** The place in line, live, and why the customer waits again after a transfer. */
function Waiting({ place, transfer }: { place: number | null; transfer: ReturnType<typeof transferOf> }) {
  const before = useRef(place);
  useEffect(() => {
    if (place !== null && place !== before.current) announce(tw('waiting.place-said', { place: number(place) }));
    before.current = place;
  }, [place]);
  return (
    <section class="waiting" aria-label={tw('waiting.place')}>
      {place === null ? null : <p class="waiting-place">{number(place)}</p>}
      <div>
        <h1 class="waiting-title">{place === null ? tw('waiting.unknown') : place === 1 ? tw('waiting.next') : tw('waiting.place')}</h1>
        {transfer === null ? null : <p class="waiting-transfer">{transferText(transfer.queue, transfer.reason)}</p>}
        <p class="waiting-text">{tw('waiting.text')}</p>
      </div>
    </section>
  );
}

function Ended() {
  const { chat } = useWidget();
  const standing = chat.talk.value?.standing;
  if (!standing) return null;
  const { state, endedBy, endedAt, agent } = standing;
  return (
    <div class="ended-words">
      <h1>{state === 'DROPPED' ? tw('ended.lost') : endedText(endedBy, agent?.displayName)}</h1>
      <p>
        {state === 'DROPPED' ? null : tw('ended.thanks')}
        {endedAt === null ? null : <time dateTime={endedAt}> {clockTime(endedAt)}</time>}
      </p>
    </div>
  );
}

function endedText(by: string | null, agent: string | undefined): string {
  if (by === 'VISITOR') return tw('ended.by-you');
  return by === 'AGENT' && agent !== undefined ? tw('ended.by-agent', { name: agent }) : tw('ended.by-host');
}

/** A new entry in words. */
function saidOf({ author, content }: Line): string {
  const name = author.__typename === 'Agent' ? author.displayName : tw('message.from-service');
  switch (content.__typename) {
    case 'MessageContent': {
      const text = content.text.slice(0, SAID_LENGTH_MAX);
      const files = content.attachments.map((file) => tw('message.file-said', { name, file: file.name }));
      return [...(text === '' ? [] : [tw('message.said', { name, text })]), ...files].join(' ');
    }
    case 'PostContent':
      return tw('message.said', { name, text: content.said.slice(0, SAID_LENGTH_MAX) });
    case 'AnnotationContent':
      return content.note ?? '';
    case 'ClaimContent':
      return tw('event.claimed', { name: content.agent.displayName });
    case 'RequeueContent':
      return tw('event.requeued');
    case 'TransferContent':
      return transferText(content.toQueueName, content.reason);
    case 'EndContent':
      return endedText(content.by, author.__typename === 'Agent' ? author.displayName : undefined);
    case 'RequestContent':
    case 'ReadContent':
    case 'MetadataContent':
    case 'NameContent':
    case 'HideContent':
    case 'DropContent':
      return '';
    default:
      return unhandled(content, '');
  }
}
