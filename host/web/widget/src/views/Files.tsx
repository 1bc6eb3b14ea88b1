import { useEffect, useState } from 'preact/hooks';
import { Download, File as FileIcon } from 'lucide-preact';
import { headersOf } from '@shared/client/http';
import type { HttpSettings } from '@shared/client/http';
import { fileSize } from '@shared/i18n/format';
import { Dialog } from '@shared/ui/Dialog';
import { Icon } from '@shared/ui/Icon';
import { announce } from '../announce';
import type { File } from '../chat/log';
import { tw } from '../i18n/texts';
import { useWidget } from './context';

/** The files of a message: pictures as thumbnails, others by name. */
export function Files({ files, pending }: { files: readonly File[]; pending: readonly string[] }) {
  if (files.length + pending.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.id}>
          <OneFile file={file} />
        </li>
      ))}
      {pending.map((name, index) => (
        <li key={index} class="file">
          <Icon of={FileIcon} size={18} />
          <span class="file-name">{name}</span>
        </li>
      ))}
    </ul>
  );
}

/** The bytes need the session's token, which an address can't carry: they are fetched, and shown from memory. */
async function bytesOf(settings: HttpSettings, path: string): Promise<Blob> {
  const answer = await fetch(path, { headers: headersOf(settings), credentials: 'omit' });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.blob();
}

function OneFile({ file }: { file: File }) {
  const { chat } = useWidget();
  const { name, sizeBytes, thumbnailUrl } = file;
  const thumbnail = useBytes(thumbnailUrl);
  const [isBusy, setBusy] = useState(false);
  const [isShown, setShown] = useState(false);

  async function save() {
    if (isBusy) return;
    setBusy(true);
    try {
      const address = URL.createObjectURL(await bytesOf(chat.settings, file.url));
      const link = document.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      // The browser has started the download by then.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      announce(tw('file.failed'));
    }
    setBusy(false);
  }

  if (thumbnailUrl !== null) {
    return (
      <>
        <button type="button" class="picture" aria-label={tw('file.open', { name })} title={name} onClick={() => setShown(true)}>
          {thumbnail === null ? <span class="picture-waits" /> : <img src={thumbnail} alt="" />}
        </button>
        {isShown ? <Picture file={file} onClose={() => setShown(false)} onSave={() => void save()} /> : null}
      </>
    );
  }
  return (
    <button type="button" class="file" aria-label={tw('file.download', { name, size: fileSize(sizeBytes) })} aria-disabled={isBusy} onClick={() => void save()}>
      <Icon of={FileIcon} size={18} />
      <span class="file-name">{name}</span>
      <span class="file-size">{fileSize(sizeBytes)}</span>
      <Icon of={Download} />
    </button>
  );
}

/** A picture as large as there is room for. */
function Picture({ file, onClose, onSave }: { file: File; onClose: () => void; onSave: () => void }) {
  const { name, sizeBytes, url } = file;
  const address = useBytes(url);
  return (
    <Dialog title={name} wide onClose={onClose}>
      {address === null ? <span class="picture-waits" /> : <img class="picture-large" src={address} alt={name} />}
      <div class="dialog-buttons">
        <button type="button" class="button" aria-label={tw('file.download', { name, size: fileSize(sizeBytes) })} onClick={onSave}>
          <Icon of={Download} />
          {fileSize(sizeBytes)}
        </button>
      </div>
    </Dialog>
  );
}

/** The in-memory address of a fetched file; null until then. */
function useBytes(path: string | null): string | null {
  const { chat } = useWidget();
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (path === null) return;
    let made: string | null = null;
    let isGone = false;
    bytesOf(chat.settings, path).then(
      (bytes) => {
        if (isGone) return;
        made = URL.createObjectURL(bytes);
        setAddress(made);
      },
      () => {},
    );
    return () => {
      isGone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [path]);
  return address;
}
