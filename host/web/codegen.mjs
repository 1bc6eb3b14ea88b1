// Types and documents of the operations, from the committed schema: `npm run codegen`. With `--check` nothing is written, and what
// is stale fails. The plugins are called without graphql-codegen's command, which brings loaders of addresses and repositories.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';

const SNAPSHOTS = join(import.meta.dirname, '../../schema/snapshot');

/** One file of types and documents for the `.graphql` files of a folder. */
const OUTPUTS = [
  { file: 'shared/generated/organisation.ts', schema: 'organisation', documents: 'shared/graphql' },
  { file: 'console/src/generated/organisation.ts', schema: 'organisation', documents: 'console/src/graphql/organisation' },
  { file: 'console/src/generated/platform.ts', schema: 'platform', documents: 'console/src/graphql/platform' },
  { file: 'widget/src/generated/organisation.ts', schema: 'organisation', documents: 'widget/src/graphql' },
];

const CONFIG = {
  // The text of an operation is all that is sent: its tree would only weigh on the page.
  documentMode: 'string',
  enumsAsTypes: true,
  // `__typename` is asked for where it is needed, which is wherever there is a choice of types.
  skipTypename: true,
  onlyOperationTypes: true,
  preResolveTypes: true,
  useTypeImports: true,
  avoidOptionals: { field: true },
  scalars: { Time: 'string', JSON: 'unknown', ID: 'string' },
};

const read = (path) => readFileSync(path, 'utf8');

/** The text of one output. */
function generated({ file, schema, documents }) {
  const folder = join(import.meta.dirname, documents);
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql')).sort();
  // In the order of names: what moves in the schema moves nothing here.
  const sorted = lexicographicSortSchema(buildSchema(read(join(SNAPSHOTS, `${schema}.graphql`))));
  return codegen({
    filename: file,
    schema: parse(printSchema(sorted)),
    schemaAst: sorted,
    documents: files.map((name) => ({ location: join(folder, name), document: parse(read(join(folder, name))) })),
    config: CONFIG,
    plugins: [{ typescript: {} }, { typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescript, typescriptOperations, typedDocumentNode },
  });
}

const isCheck = process.argv.includes('--check');
const stale = [];
for (const output of OUTPUTS) {
  const path = join(import.meta.dirname, output.file);
  const text = await generated(output);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale.push(output.file);
  if (isCheck) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
if (isCheck && stale.length > 0) {
  console.error(`Stale, run npm run codegen: ${stale.join(', ')}`);
  process.exit(1);
}
