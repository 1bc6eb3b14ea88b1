import './workers.js';
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.js';
import './page.css';

const HINT = `# Vuoro, ${location.pathname}
#
# Sign in at /graphql:
#
# mutation {
#   signIn(input: { email: "…", password: "…" }) {
#     ... on SignedIn { token }
#     ... on Problem { message }
#   }
# }
#
# From then on the cookie signs you in here and at
# /o/{slug}/graphql. To be somebody else, or a customer,
# put their token into "Headers" below:
#
# { "Authorization": "Bearer …" }
#
# Subscriptions use the same token.

{
  now
}
`;

createRoot(document.getElementById('root')).render(
  <GraphiQL
    fetcher={createFetcher()}
    defaultQuery={HINT}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
  />,
);
