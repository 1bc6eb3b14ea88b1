import { initials } from '@shared/text/initials';

interface Props {
  name: string;
  /** The path of the picture; null shows the letters of the name. */
  pictureUrl: string | null;
  class?: string;
}

/** A person's picture. The name is beside it, so screen readers skip it. */
export function Face({ name, pictureUrl, class: kind = 'face' }: Props) {
  if (pictureUrl === null) return <span class={kind} aria-hidden="true">{initials(name)}</span>;
  return <img class={kind} src={pictureUrl} alt="" />;
}
