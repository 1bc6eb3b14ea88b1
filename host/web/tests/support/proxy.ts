// A proxy before the server that ends sockets the way proxies do: whenever it likes, with a code of its own.
import { EventEmitter, once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A code to close with, or null to hang up without a word. */
export type Ending = number | null;

export interface Proxy {
  /** `http://127.0.0.1:PORT`. */
  base: string;
  /**
   * Ends the open socket once it is acknowledged, and then the next one before it is. Resolves when both have happened; the
   * one after that goes through.
   */
  cut: (how: Ending) => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts a proxy before a server. */
export async function startProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const acknowledged = new Set<Duplex>();
  const all = new Set<Duplex>();
  const news = new EventEmitter();
  let next: { how: Ending; refused: () => void } | null = null;

  // The headers go on as they came: the host that the browser asked for is the server's own to compare with the origin.
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const passed = ask({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  server.on('upgrade', ({ method, url, headers }, client) => {
    all.add(client);
    const passed = ask({ hostname, port, method, path: url, headers });
    passed.on('error', () => client.destroy());
    passed.on('upgrade', (answer, upstream) => {
      const lines = Array.from({ length: answer.rawHeaders.length / 2 }, (_, at) => `${answer.rawHeaders[2 * at]}: ${answer.rawHeaders[2 * at + 1]}\r\n`);
      client.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
      for (const [one, other] of [[client, upstream], [upstream, client]] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
      client.on('close', () => {
        acknowledged.delete(client);
        all.delete(client);
      });
      if (next) {
        end(client, next.how);
        next.refused();
        next = null;
        return;
      }
      client.pipe(upstream);
      upstream.pipe(client);
      // The first thing that the server says is its acknowledgement.
      upstream.once('data', () => {
        acknowledged.add(client);
        news.emit('acknowledged');
      });
    });
    passed.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: async (how) => {
      // A page shows what it loaded before its socket is acknowledged.
      if (acknowledged.size === 0) await once(news, 'acknowledged');
      if (acknowledged.size !== 1) throw new Error(`${acknowledged.size} sockets are open`);
      const refused = new Promise<void>((resolve) => (next = { how, refused: resolve }));
      for (const client of acknowledged) end(client, how);
      acknowledged.clear();
      await refused;
    },
    stop: async () => {
      for (const client of all) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Closes a socket from the server's side: RFC 6455, section 5.5.1. */
function end(client: Duplex, how: Ending): void {
  if (how === null) return void client.destroy();
  client.end(Buffer.from([0x88, 2, how >> 8, how & 0xff]));
}
