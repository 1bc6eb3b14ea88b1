// A customer as any GraphQL client would be one: for tests of the console, where the other side has to do what it is told.
import { post } from './vuoro';
import type { Vuoro } from './vuoro';

export interface Customer {
  /** The id of the conversation that they asked for. */
  id: string;
  /** The outcome of a mutation that takes one input; `conversationId` is put in. */
  does: (mutation: string, input?: Record<string, unknown>, selection?: string) => Promise<Record<string, unknown>>;
  says: (text: string) => Promise<void>;
  /** The texts of the messages that they see, oldest first. */
  reads: () => Promise<string[]>;
}

interface Wish {
  name?: string;
  message?: string;
  metadata?: { kind: 'TECHNICAL' | 'LIVE' | 'FOLDED'; key: string; value: unknown }[];
}

/** Comes to wait in a queue. */
export async function customer(vuoro: Vuoro, queueId: string, wish: Wish = {}): Promise<Customer> {
  const url = `${vuoro.base}/o/demo/graphql`;
  const begin = 'mutation { startVisitor(input: { idleSeconds: 3600 }) { ... on VisitorStarted { token } } }';
  const { token } = (await post<{ startVisitor: { token: string } }>(url, null, begin, {})).startVisitor;
  const enter = 'mutation($input: EnqueueInput!) { enqueue(input: $input) { ... on Enqueued { conversation { id } } } }';
  const entered = await post<{ enqueue: { conversation?: { id: string } } }>(url, token, enter, { input: { queueId, ...wish } });
  const id = entered.enqueue.conversation?.id;
  if (id === undefined) throw new Error('the customer was not let in');
  const does: Customer['does'] = async (mutation, input = {}, selection = '') => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const text = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${selection} } }`;
    const data = await post<Record<string, Record<string, unknown>>>(url, token, text, { input: { conversationId: id, ...input } });
    return data[mutation] ?? {};
  };
  return {
    id,
    does,
    says: async (text) => {
      const said = await does('sendMessage', { clientId: crypto.randomUUID(), text });
      if (said['__typename'] !== 'MessageSent') throw new Error(`not sent: ${JSON.stringify(said)}`);
    },
    reads: async () => {
      const query = 'query($id: ID!) { conversation(id: $id) { entries(last: 100) { nodes { content { ... on MessageContent { text } } } } } }';
      type Answer = { conversation: { entries: { nodes: { content: { text?: string } }[] } } };
      const { conversation } = await post<Answer>(url, token, query, { id });
      return conversation.entries.nodes.flatMap(({ content }) => (content.text === undefined ? [] : [content.text]));
    },
  };
}
