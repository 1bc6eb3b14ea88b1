// What the component exports: one object for each interface, named as the WIT names them.
import type * as FieldsExport from 'vuoro:plugin/fields@0.1.0';
import type * as PanelsExport from 'vuoro:plugin/panels@0.1.0';
import { answering, fail, notFound } from './errors';
import { setNotice } from './notice';
import { hoursNow } from './now';
import { act, render } from './panel';

export const fields: typeof FieldsExport = {
  resolve: (context, request) =>
    answering(() => {
      // A field of a root has one parent, null.
      const answer = (value: unknown) => request.parents.map(() => JSON.stringify(value));
      switch (`${request.parentType}.${request.field}`) {
        case 'Query.officeHours':
          return answer(hoursNow(context));
        case 'Mutation.setOfficeNotice': {
          const { input } = JSON.parse(request.arguments) as { input: { notice?: string | null } };
          setNotice(context, input.notice ?? '');
          return answer({ __typename: 'OfficeNoticeSet', hours: hoursNow(context) });
        }
        default:
          return fail(`no field ${request.parentType}.${request.field}`);
      }
    }),
  topic: () => answering(notFound),
};

export const panels: typeof PanelsExport = {
  render: (context, slot) => answering(() => JSON.stringify(render(context, slot))),
  act: (context, slot, _subject, input) => answering(() => JSON.stringify(act(context, slot, input))),
};
