import type { HttpSettings } from './http';
import { headersOf, noted } from './http';
import type { AnswerError } from './failure';
import { failureOf, RequestFailure } from './failure';

/**
 * Sends a file's bytes to where an attachment was announced.
 *
 * Throws a `RequestFailure`; it may be tried again with the same address.
 */
export function upload(
  settings: HttpSettings,
  path: string,
  file: Blob,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // Not fetch: it can't tell how much has gone.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.open('PUT', path);
    for (const [name, value] of Object.entries(headersOf(settings))) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201 || request.status === 200) resolve();
      else reject(noted(settings, refusalOf(request)));
    };
    request.onerror = () => reject(new RequestFailure('network', 'The file did not go through.'));
    request.onabort = () => reject(new RequestFailure('refused', 'Stopped.'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/** What the server, or a proxy that speaks for it, has against a file. */
function refusalOf({ status, responseText }: XMLHttpRequest): RequestFailure {
  let errors: AnswerError[] = [];
  try {
    errors = (JSON.parse(responseText) as { errors?: AnswerError[] }).errors ?? [];
  } catch {
    // Not our server's answer: the status says enough.
  }
  const failure = failureOf(errors);
  if (failure.isOfSession) return failure;
  return new RequestFailure(status >= 500 ? 'unavailable' : 'refused', `HTTP ${status}`);
}
