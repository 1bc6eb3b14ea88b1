// When the office is open: rules alone, without the host.

/** What operators chose, by the manifest's JSON Schema. */
export interface Hours {
  /** `09:00`. */
  opens: string;
  /** `16:00`; later than `opens`. */
  closes: string;
  /** 1 is Monday, 7 Sunday. */
  weekdays: number[];
  /** How far the office's clock is ahead of UTC, in minutes. */
  utcOffsetMinutes: number;
}

const MINUTES_A_DAY = 24 * 60;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** Reads settings; throws on what isn't a time, since guessing would tell customers wrong hours. */
export function readHours(settings: string): Hours {
  const hours = JSON.parse(settings) as Hours;
  minuteOf(hours.opens);
  minuteOf(hours.closes);
  return hours;
}

/** Whether the office is open at a moment, in milliseconds since 1970 in UTC. */
export function isOpen(hours: Hours, at: bigint): boolean {
  const minutes = Number(at / 60_000n) + hours.utcOffsetMinutes;
  const day = Math.floor(minutes / MINUTES_A_DAY);
  const minute = minutes - day * MINUTES_A_DAY;
  const weekday = ((((day + FIRST_WEEKDAY - 1) % 7) + 7) % 7) + 1;
  return hours.weekdays.includes(weekday) && minute >= minuteOf(hours.opens) && minute < minuteOf(hours.closes);
}

/** The minute of the day of `09:30`. */
function minuteOf(time: string): number {
  const parts = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(time);
  if (!parts) throw new Error(`the settings have ${JSON.stringify(time)} where a time as 09:00 is needed`);
  return Number(parts[1]) * 60 + Number(parts[2]);
}
