/** Sets a custom property of an element. By the object model and not by an attribute, which the page's policy refuses. */
export function paint(property: `--${string}`, value: string) {
  return (element: HTMLElement | null) => element?.style.setProperty(property, value);
}
