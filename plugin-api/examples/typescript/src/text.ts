// What people read, in the languages of the console.
import type { Hours } from './hours';

/** Texts of one language. */
export interface Words {
  open: (hours: Hours) => string;
  closed: (hours: Hours) => string;
  paste: string;
  notice: string;
  noticeHelp: string;
  save: string;
  saved: string;
  tooLong: (most: number) => string;
}

const WEEKDAYS = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  fi: ['ma', 'ti', 'ke', 'to', 'pe', 'la', 'su'],
  sv: ['mån', 'tis', 'ons', 'tors', 'fre', 'lör', 'sön'],
};

const ENGLISH: Words = {
  open: (hours) => `We are open: ${days(hours, WEEKDAYS.en)} ${hours.opens}–${hours.closes}.`,
  closed: (hours) => `We are closed now. Open ${days(hours, WEEKDAYS.en)} ${hours.opens}–${hours.closes}.`,
  paste: 'Put in the message box',
  notice: 'Notice of the day',
  noticeHelp: 'Shown to customers beside the hours. Leave empty for none.',
  save: 'Save',
  saved: 'The notice is saved.',
  tooLong: (most) => `Use ${most} characters at most.`,
};

const FINNISH: Words = {
  open: (hours) => `Olemme auki: ${days(hours, WEEKDAYS.fi)} ${hours.opens}–${hours.closes}.`,
  closed: (hours) => `Olemme nyt kiinni. Avoinna ${days(hours, WEEKDAYS.fi)} ${hours.opens}–${hours.closes}.`,
  paste: 'Lisää viestikenttään',
  notice: 'Päivän tiedote',
  noticeHelp: 'Näkyy asiakkaille aukioloaikojen vieressä. Jätä tyhjäksi, jos tiedotetta ei ole.',
  save: 'Tallenna',
  saved: 'Tiedote on tallennettu.',
  tooLong: (most) => `Käytä enintään ${most} merkkiä.`,
};

const SWEDISH: Words = {
  open: (hours) => `Vi har öppet: ${days(hours, WEEKDAYS.sv)} ${hours.opens}–${hours.closes}.`,
  closed: (hours) => `Vi har stängt nu. Öppet ${days(hours, WEEKDAYS.sv)} ${hours.opens}–${hours.closes}.`,
  paste: 'Lägg i meddelandefältet',
  notice: 'Dagens meddelande',
  noticeHelp: 'Visas för kunder bredvid öppettiderna. Lämna tomt om det inte finns något.',
  save: 'Spara',
  saved: 'Meddelandet är sparat.',
  tooLong: (most) => `Använd högst ${most} tecken.`,
};

/** The texts of the context's language. */
export function words(language: string): Words {
  if (language === 'fi') return FINNISH;
  return language === 'sv' ? SWEDISH : ENGLISH;
}

/** `Mon–Fri` for neighbours, `Mon, Wed` for others. */
function days(hours: Hours, names: string[]): string {
  const sorted = [...new Set(hours.weekdays)].sort((a, b) => a - b);
  const name = (day: number | undefined) => (day === undefined ? '' : (names[day - 1] ?? ''));
  const [first, last] = [sorted[0], sorted.at(-1)];
  const areNeighbours = sorted.length > 2 && last! - first! === sorted.length - 1;
  return areNeighbours ? `${name(first)}–${name(last)}` : sorted.map(name).join(', ');
}
