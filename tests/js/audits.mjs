// All audits of the GraphQL over HTTP specification, as npm `graphql-http` has them, against each address given:
//   node audits.mjs TOKEN URL…
// Some ask for the schema, which only those see who are signed in. What a server MAY do is only told: queries by GET
// and as forms are refused on purpose.
import { auditServer } from 'graphql-http';

const AUDITS = 61;
const [token, ...urls] = process.argv.slice(2);
const fetchFn = (url, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers });
};
let failed = false;
for (const url of urls) {
  const results = await auditServer({ url, fetchFn });
  for (const { status, id, name, reason } of results.filter(({ status }) => status !== 'ok')) {
    failed ||= status !== 'notice';
    console.error(`${url}: ${status} ${id} ${name}: ${reason}`);
  }
  const bad = results.filter(({ status }) => status === 'error' || status === 'warn').length;
  console.log(`${url}: ${results.length} audits, ${bad} errors and warnings`);
  // Another number is another version: somebody should read what it asks for.
  failed ||= results.length !== AUDITS;
}
process.exit(failed ? 1 : 0);
