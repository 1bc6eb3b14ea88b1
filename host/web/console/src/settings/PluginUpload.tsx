import { useRef, useState } from 'preact/hooks';
import { Upload } from 'lucide-preact';
import type { AnswerError } from '@shared/client/failure';
import { failureOf, RequestFailure } from '@shared/client/failure';
import { headersOf, noted } from '@shared/client/http';
import { Icon } from '@shared/ui/Icon';
import { t } from '../i18n/i18n';
import { failureText, say } from '../state/notice';
import { useOrganisation } from '../views/here';

/** The server's reason for refusing a package, for its author. */
type Refusal = { errors?: AnswerError[] };

/** Uploads a package of the organisation's own; it then appears in the list, where it can be enabled. */
export function PluginUpload({ onAdded }: { onAdded: () => void }) {
  const { slug, http } = useOrganisation();
  const chooser = useRef<HTMLInputElement>(null);
  const [isSending, setIsSending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  async function send(file: File) {
    setIsSending(true);
    setRefused(null);
    try {
      const answer = await fetch(`/o/${slug}/plugins`, {
        method: 'PUT',
        headers: { ...headersOf(http), 'content-type': 'application/wasm' },
        body: file,
      }).catch((error: unknown) => {
        throw new RequestFailure('network', String(error));
      });
      if (answer.ok) {
        const { id, version } = (await answer.json()) as { id: string; version: string };
        say(t('plugin.added', { id, version }));
        return onAdded();
      }
      const { errors = [] } = (await answer.json()) as Refusal;
      const failure = noted(http, failureOf(errors));
      if (failure.isOfSession) throw failure;
      // The server's message begins with its subject, which is obvious here.
      setRefused(errors[0]?.message?.replace(/^package /, '') ?? t('problem.other'));
    } catch (error) {
      say(failureText(error), true);
    } finally {
      setIsSending(false);
    }
  }
  return (
    <>
      <button type="button" class="button" aria-disabled={isSending} onClick={() => { if (!isSending) chooser.current?.click(); }}>
        <Icon of={Upload} size={14} /> {isSending ? t('plugin.adding') : t('plugin.add')}
      </button>
      <input
        ref={chooser} class="visually-hidden" type="file" accept=".wasm,application/wasm" tabIndex={-1} aria-hidden="true"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void send(file);
        }}
      />
      {refused === null ? null : <p class="block-callout danger refused-package" role="alert">{t('plugin.not-added')} {refused}</p>}
    </>
  );
}
