// Types and documents of the operations, from the committed schema: `npm run codegen`. A test fails when they are stale.
import { existsSync } from 'node:fs';
import type { CodegenConfig } from '@graphql-codegen/cli';
import type { Types } from '@graphql-codegen/plugin-helpers';

const SNAPSHOTS = '../../schema/snapshot';

const organisation = [`${SNAPSHOTS}/organisation.graphql`];
const platform = [`${SNAPSHOTS}/platform.graphql`];

/** One file of types and documents for the `.graphql` files of a folder. */
function generated(schema: string[], documents: string): Types.ConfiguredOutput {
  return {
    schema,
    documents,
    plugins: ['typescript', 'typescript-operations', 'typed-document-node'],
    config: {
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
    },
  };
}

const outputs = {
  'shared/generated/organisation.ts': generated(organisation, 'shared/graphql/*.graphql'),
  'console/src/generated/organisation.ts': generated(organisation, 'console/src/graphql/organisation/*.graphql'),
  'console/src/generated/platform.ts': generated(platform, 'console/src/graphql/platform/*.graphql'),
  'widget/src/generated/organisation.ts': generated(organisation, 'widget/src/graphql/*.graphql'),
};

const config: CodegenConfig = {
  generates: Object.fromEntries(
    Object.entries(outputs).filter(([file]) => file.startsWith('shared') || existsSync(file.split('/generated')[0] + '/graphql')),
  ),
};

export default config;
