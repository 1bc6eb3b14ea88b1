import { Form } from './Form';
import { unhandled } from '../never';
import { Input } from './inputs';
import { Button, Callout, CopyToComposer, Fields, Heading, Link, Picture, Progress, Text, VideoCall } from './simple';
import { TagPicker } from './TagPicker';
import type { AnyBlock, RowBlock } from './types';

/** Blocks from top to bottom. */
export function Blocks({ blocks }: { blocks: readonly (AnyBlock | RowBlock)[] }) {
  // What has an id keeps its place by it, so that an answer doesn't take the focus from what was pressed.
  return (
    <>
      {blocks.map((block, index) => (
        <Block key={'id' in block ? `${block.__typename} ${block.id}` : index} block={block} />
      ))}
    </>
  );
}

function Block({ block }: { block: AnyBlock | RowBlock }) {
  switch (block.__typename) {
    case 'HeadingBlock':
      return <Heading block={block} />;
    case 'ProgressBlock':
      return <Progress block={block} />;
    case 'TextBlock':
      return <Text block={block} />;
    case 'FieldsBlock':
      return <Fields block={block} />;
    case 'FormBlock':
      return <Form block={block} />;
    case 'TagPickerBlock':
      return <TagPicker block={block} />;
    case 'ListBlock':
      // A list inside of a list is none.
      return !('rows' in block) ? null : (
        <ul class="block-list">
          {block.rows.map((row, index) => (
            <li key={index}>
              <Blocks blocks={row.blocks} />
            </li>
          ))}
        </ul>
      );
    case 'ButtonBlock':
      return <Button block={block} />;
    case 'CalloutBlock':
      return <Callout block={block} />;
    case 'CopyToComposerBlock':
      return <CopyToComposer block={block} />;
    case 'LinkBlock':
      return <Link block={block} />;
    case 'ImageBlock':
      return <Picture block={block} />;
    case 'VideoCallBlock':
      return <VideoCall block={block} />;
    case 'CompletionsBlock':
      // For the box that one writes in: there is nothing to see.
      return null;
    case 'TextInputBlock':
    case 'LongTextBlock':
    case 'SelectBlock':
    case 'MultiSelectBlock':
    case 'RadioBlock':
    case 'CheckboxBlock':
    case 'ScaleBlock':
    case 'FacesBlock':
    case 'NumberBlock':
    case 'DateBlock':
      // An input outside of a form is shown, and sends nothing.
      return <Input block={block} value={undefined} error={null} onInput={() => {}} />;
    default:
      return unhandled(block, null);
  }
}
