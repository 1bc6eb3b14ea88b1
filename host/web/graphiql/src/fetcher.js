// Runs what the page asks for, at the endpoint whose address the page has: queries and mutations by POST,
// subscriptions through one socket, both with the token of the headers editor or else with the cookie.
import { createClient } from 'graphql-ws';

const address = location.pathname;

/** A fetcher of GraphiQL for the endpoint at this page's address. */
export function createFetcher() {
  let socket = null;
  let socketToken;

  // A socket belongs to one caller: another token needs another one.
  function socketFor(token) {
    if (!socket || socketToken !== token) {
      socket?.dispose();
      socketToken = token;
      socket = createClient({
        url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${address}`,
        connectionParams: token ? { token } : undefined,
        // One that was refused is asked for again by the next subscription, not in the background.
        shouldRetry: (event) => event?.code !== 4403,
      });
    }
    return socket;
  }

  return (request, options) => {
    const headers = options?.headers ?? {};
    if (isSubscription(request, options?.documentAST)) {
      return socketFor(tokenOf(headers)).iterate(request);
    }
    return post(request, headers, () => {
      // Who signs in or out by cookie is somebody else from now on, on the socket too.
      socket?.dispose();
      socket = null;
    });
  };
}

async function post(request, headers, onMutation) {
  const response = await fetch(address, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      // The proof that a page of this server asks, which a cookie needs.
      'x-vuoro': 'graphiql',
      ...headers,
    },
    body: JSON.stringify(request),
  });
  const answer = await response.json();
  const changed = answer.data ?? {};
  if (['signIn', 'signUp', 'signOut', 'changePassword'].some((field) => field in changed)) {
    onMutation();
  }
  return answer;
}

function tokenOf(headers) {
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization');
  return entry && /^bearer\s+(.+)$/i.exec(String(entry[1]))?.[1];
}

function isSubscription({ operationName }, document) {
  const operations = (document?.definitions ?? []).filter(({ kind }) => kind === 'OperationDefinition');
  const chosen = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  return chosen?.operation === 'subscription';
}
