/** Emoji with their names and search words in a language; made at build time by `emoji.ts`. */
declare module 'virtual:emoji/*' {
  const list: readonly (readonly [emoji: string, group: number, name: string, words: string])[];
  export default list;
}
