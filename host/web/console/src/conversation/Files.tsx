import { File, FileArchive, FileImage, FileText, FileVideo } from 'lucide-preact';
import { fileSize } from '@shared/i18n/format';
import { Icon } from '@shared/ui/Icon';
import { paint } from '@shared/blocks/paint';
import { t } from '../i18n/i18n';
import type { FileFragment } from '../generated/organisation';

/** Files of a message: pictures as thumbnails, others by name and size. */
export function Files({ files }: { files: readonly FileFragment[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files" aria-label={t('files', { count: files.length })}>
      {files.map((file) => (
        <li key={file.id}>
          {file.thumbnailUrl ? (
            <a class="file-picture" href={file.url} target="_blank" rel="noopener" ref={paint('--ratio', `${file.width ?? 4} / ${file.height ?? 3}`)}>
              <img src={file.thumbnailUrl} alt={file.name} loading="lazy" />
            </a>
          ) : (
            <a class="file" href={file.url} target="_blank" rel="noopener" download={file.name}>
              <Icon of={iconOf(file.contentType)} size={18} />
              <span class="file-name">{file.name}</span>
              <span class="muted">{fileSize(file.sizeBytes)}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

export function iconOf(contentType: string) {
  if (contentType.startsWith('image/')) return FileImage;
  if (contentType.startsWith('video/')) return FileVideo;
  if (contentType.includes('zip') || contentType.includes('compressed')) return FileArchive;
  return contentType === 'application/pdf' || contentType.startsWith('text/') ? FileText : File;
}
