import type { LucideIcon } from 'lucide-preact';

/** An icon of the one library, beside words that say the same: nobody hears it. */
export function Icon({ of: Picture, size = 16 }: { of: LucideIcon; size?: number }) {
  return <Picture size={size} strokeWidth={1.75} aria-hidden="true" focusable="false" class="icon" />;
}
