// `vuoro:plugin/store` in memory, as far as this plugin uses it.
const kept = new Map<string, Uint8Array>();

export const get = (key: string) => {
  const value = kept.get(key);
  return value && { key, value, version: 1n };
};
export const put = (key: string, value: Uint8Array): bigint => {
  kept.set(key, value);
  return 1n;
};
const remove = (key: string): boolean => kept.delete(key);
export { remove as delete };
