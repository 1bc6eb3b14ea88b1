// `vuoro:plugin/settings` in memory.
let text = '{}';

/** Sets what operators chose. */
export const setSettings = (settings: unknown): void => void (text = JSON.stringify(settings));
export const get = (): string => text;
