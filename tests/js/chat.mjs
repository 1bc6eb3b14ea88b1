// A customer and an agent talk through the `graphql-ws` client, and the agent's network breaks again and again:
//   node chat.mjs URL CONVERSATION CUSTOMERS_TOKEN AGENTS_TOKEN MESSAGES
// Every entry must come once and in order.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, conversation, customersToken, agentsToken, messages] = process.argv.slice(2);
const count = Number(messages);

/** A client that comes back at once, and its newest socket, to be cut. */
function connect(token) {
  const sockets = [];
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    retryAttempts: 100,
    retryWait: async () => {},
    shouldRetry: () => true,
  });
  client.on('opened', (socket) => sockets.push(socket));
  return { client, sockets };
}

/** The one result of a query or mutation. */
function run(client, query, variables) {
  return new Promise((resolve, reject) => {
    let result;
    client.subscribe({ query, variables }, { next: (value) => (result = value), error: reject, complete: () => resolve(result) });
  });
}

const send = `mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) { __typename ... on MessageSent { entry { seq } } ... on Problem { message } }
}`;
const follow = `subscription Follow($id: ID!, $after: Int!) {
  conversation(id: $id, after: $after) { seq content { __typename ... on MessageContent { text } } }
}`;

const customer = connect(customersToken);
const agent = connect(agentsToken);

// What a client library makes of refusals.
await assert.rejects(run(agent.client, '{ nope }'), (errors) => errors[0].extensions.code === 'BAD_INPUT');
const denied = await run(customer.client, '{ members { nodes { email } } }');
assert.equal(denied.errors[0].extensions.code, 'FORBIDDEN');
assert.equal((await run(agent.client, '{ viewer { __typename } }')).data.viewer.__typename, 'Member');

// The client sends the subscription again, with these variables, each time it comes back.
const variables = { id: conversation, after: 0 };
const seen = [];
let cuts = 0;
const followed = new Promise((resolve, reject) => {
  agent.client.subscribe({ query: follow, variables }, {
    next({ data, errors }) {
      if (errors) return reject(new Error(JSON.stringify(errors)));
      const { seq, content } = data.conversation;
      seen.push(seq);
      variables.after = seq;
      if (content.text === 'last') return resolve();
      if (seen.length % 10 === 0) {
        cuts += 1;
        agent.sockets.at(-1).terminate();
      }
    },
    error: (error) => reject(new Error(`the subscription failed: ${JSON.stringify(error)}`)),
    complete: () => reject(new Error('the subscription ended')),
  });
});

for (let n = 0; n < count; n += 1) {
  const input = { conversationId: conversation, clientId: randomUUID(), text: n + 1 === count ? 'last' : `message ${n}` };
  const { data } = await run(customer.client, send, { input });
  assert.equal(data.sendMessage.__typename, 'MessageSent');
  if (n % 7 === 0) {
    // Sent again, as after a lost answer: the first one's entry.
    const again = await run(customer.client, send, { input });
    assert.deepEqual(again.data.sendMessage.entry, data.sendMessage.entry);
  }
}
const timer = setTimeout(() => {
  console.error(`stuck after ${seen.length} entries and ${cuts} cuts`);
  process.exit(1);
}, 20_000);
await followed;
clearTimeout(timer);
assert.deepEqual(seen, seen.map((_, n) => n + 1), 'an entry is missing or came twice');
assert.ok(cuts > 0 && seen.length > count);
await Promise.all([customer.client.dispose(), agent.client.dispose()]);
console.log(`${seen.length} entries, each once and in order, over ${cuts + 1} sockets`);
