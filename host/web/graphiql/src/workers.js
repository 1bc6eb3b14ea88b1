// Where the editor finds its workers. Loaded first: the editor asks for them when it is made.
const workers = { json: 'json', graphql: 'graphql' };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(`/graphiql/${workers[label] ?? 'editor'}.worker.js`),
};
