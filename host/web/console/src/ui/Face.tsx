import { initials } from '@shared/text/initials';

interface Props {
  name: string;
  /** The path of the picture; null for the letters of the name. */
  pictureUrl: string | null;
  class?: string;
}

/** A person at a glance. The name stands beside it, so it says nothing to those who listen. */
export function Face({ name, pictureUrl, class: kind = 'face' }: Props) {
  if (pictureUrl === null) return <span class={kind} aria-hidden="true">{initials(name)}</span>;
  return <img class={kind} src={pictureUrl} alt="" />;
}
