const BROWSERS = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']] as const;
const SYSTEMS = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']] as const;

/** A browser and a system by the user agent, so that people recognise their own devices; used for nothing else. */
export function deviceOf(userAgent: string | null): { name: string | null; isPhone: boolean } {
  const find = (list: readonly (readonly [RegExp, string])[]) => list.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const name = [find(BROWSERS), find(SYSTEMS)].filter(Boolean).join(', ');
  const short = userAgent === null || userAgent === '' ? null : userAgent.split(' ')[0]!.slice(0, 60);
  return { name: name || short, isPhone: /Mobile|Android|iPhone/.test(userAgent ?? '') };
}
