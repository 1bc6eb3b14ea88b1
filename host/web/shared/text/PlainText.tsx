import { Fragment } from 'preact';
import { useMemo } from 'preact/hooks';
import { linkParts } from './links';

/** What somebody else wrote: text, with its web addresses as links. Lines break where they were broken, by CSS. */
export function PlainText({ text }: { text: string }) {
  const parts = useMemo(() => linkParts(text), [text]);
  return (
    <>
      {parts.map((part, index) =>
        part.url === undefined ? <Fragment key={index}>{part.text}</Fragment> : <Outside key={index} url={part.url}>{part.text}</Outside>,
      )}
    </>
  );
}

/** A link to a page that isn't ours: it learns nothing of where its reader came from. */
export function Outside({ url, children }: { url: string; children: preact.ComponentChildren }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
