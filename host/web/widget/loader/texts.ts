/** The texts outside of the frame. `{n}` is a number. */
const TEXTS = {
  fi: {
    open: 'Avaa chat',
    title: 'Chat',
    unread: 'Chat, {n} uutta viestiä',
    unreadOne: 'Chat, 1 uusi viesti',
    failed: 'Chat ei ole juuri nyt käytettävissä. Yritä hetken päästä uudelleen.',
  },
  en: {
    open: 'Open the chat',
    title: 'Chat',
    unread: 'Chat, {n} new messages',
    unreadOne: 'Chat, 1 new message',
    failed: 'The chat isn’t available right now. Try again in a moment.',
  },
  sv: {
    open: 'Öppna chatten',
    title: 'Chatt',
    unread: 'Chatt, {n} nya meddelanden',
    unreadOne: 'Chatt, 1 nytt meddelande',
    failed: 'Chatten är inte tillgänglig just nu. Försök igen om en stund.',
  },
} as const;

export type Texts = (typeof TEXTS)[keyof typeof TEXTS];

/** The texts of the first supported language among the given ones, otherwise English. */
export function textsOf(languages: readonly string[]): Texts {
  for (const language of languages) {
    const primary = language.toLowerCase().split('-')[0] ?? '';
    if (primary in TEXTS) return TEXTS[primary as keyof typeof TEXTS];
  }
  return TEXTS.en;
}

/** The button's label. */
export function labelOf(texts: Texts, unread: number): string {
  if (unread === 0) return texts.open;
  return unread === 1 ? texts.unreadOne : texts.unread.replace('{n}', String(unread));
}
