import { useRef, useState } from 'preact/hooks';
import { RequestFailure } from '@shared/client/failure';
import { upload } from '@shared/client/upload';
import { fileSize } from '@shared/i18n/format';
import { RemovePictureDocument, ViewerDocument } from '../generated/platform';
import { t } from '../i18n/i18n';
import { failureText, say, trying } from '../state/notice';
import { account, platform, platformHttp, setAccount } from '../state/session';
import { useAction } from '../state/waiting';
import { Face } from '../ui/Face';

/** The picture as the server has it. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const KINDS = 'image/png,image/jpeg,image/gif,image/webp';

/** The person's own picture, as colleagues see it. */
export function OwnPicture() {
  const me = account.value;
  const chooser = useRef<HTMLInputElement>(null);
  /** From 0 to 1; null while nothing is being uploaded. */
  const [progress, setProgress] = useState<number | null>(null);
  const [isRemoving, remove] = useAction(async () => {
    await trying(async () => {
      await setAccount((await platform(RemovePictureDocument)).removePicture.account);
      say(t('picture.removed'));
    });
  });
  async function send(file: File) {
    if (file.size > FILE_BYTES_MAX) return say(t('picture.too-large', { max: fileSize(FILE_BYTES_MAX) }), true);
    setProgress(0);
    try {
      await upload(platformHttp, '/picture', file, setProgress, new AbortController().signal);
      await setAccount((await platform(ViewerDocument)).viewer);
      say(t('saved'));
    } catch (error) {
      const isNoPicture = error instanceof RequestFailure && error.kind === 'refused';
      say(isNoPicture ? t('picture.wrong') : failureText(error), true);
    } finally {
      setProgress(null);
    }
  }
  if (!me) return null;
  return (
    <section class="card own-picture" aria-labelledby="own-picture">
      <Face name={me.displayName} pictureUrl={me.pictureUrl} class="face large" />
      <div class="own-picture-main">
        <h2 id="own-picture">{t('picture.title')}</h2>
        <p class="muted">{t('picture.help')}</p>
        <div class="tools-row">
          <button type="button" class="button small" aria-disabled={progress !== null} onClick={() => { if (progress === null) chooser.current?.click(); }}>
            {me.pictureUrl === null ? t('picture.choose') : t('picture.change')}
          </button>
          {me.pictureUrl === null ? null : <button type="button" class="button small" aria-disabled={isRemoving} onClick={remove}>{t('picture.remove')}</button>}
          {progress === null ? null : <progress value={progress} max={1} aria-label={t('files.sending')} />}
        </div>
      </div>
      <input
        ref={chooser} class="visually-hidden" type="file" accept={KINDS} tabIndex={-1} aria-hidden="true"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again after a failure.
          event.currentTarget.value = '';
          if (file) void send(file);
        }}
      />
    </section>
  );
}
