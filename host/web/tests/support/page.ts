// A page of somebody else: of another origin than the server's.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OtherPage {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  stop: () => Promise<void>;
}

/** Serves a page with the widget's one tag; the query may name attributes of the tag in place of those given. */
export async function startPage(base: string, attributes: Record<string, string>): Promise<OtherPage> {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://page').searchParams;
    const all = { ...attributes, ...Object.fromEntries(asked) };
    const tag = Object.entries(all).map(([name, value]) => ` data-${name}="${value}"`).join('');
    // Styles as unkind as pages have them.
    const style = '* { color: red !important; font-size: 40px !important } div, iframe, button { display: none !important; opacity: 0 !important }';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="fi"><title>Kauppa</title><style>${style}</style><main><h1>Kauppa</h1></main>` +
        `<script src="${base}/widget.js"${tag} async></script></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, stop: () => new Promise((resolve) => void server.close(() => resolve())) };
}
