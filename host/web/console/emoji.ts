// Makes the lists of emoji at build time from emojibase, with what the picker needs and no more.
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

interface Entry {
  unicode: string;
  label: string;
  group?: number;
  order?: number;
  tags?: string[];
}

const PREFIX = 'virtual:emoji/';
/** Skin tones and hair by themselves. */
const COMPONENTS = 2;
const require = createRequire(import.meta.url);

/** Serves `virtual:emoji/<language>`. */
export function emoji(): Plugin {
  return {
    name: 'vuoro-emoji',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load: (id) => {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const entries = require(`emojibase-data/${id.slice(PREFIX.length + 1)}/data.json`) as (Entry & { emoji: string })[];
      const list = entries
        .filter(({ group, order }) => group !== undefined && group !== COMPONENTS && order !== undefined)
        .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
        .map(({ emoji: character, group, label, tags }) => [character, group, label, [label, ...(tags ?? [])].join(' ').toLowerCase()]);
      return `export default ${JSON.stringify(list)}`;
    },
  };
}
