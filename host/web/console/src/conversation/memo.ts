import type { FunctionComponent, VNode } from 'preact';
import { Component, createElement } from 'preact';
import { language } from '@shared/i18n/i18n';

/** A component that renders again only when its properties or the language change. */
export function memo<Props extends object>(of: FunctionComponent<Props>, isSame: (one: Props, other: Props) => boolean): FunctionComponent<Props> {
  class Memo extends Component<{ given: Props; spoken: string }> {
    override shouldComponentUpdate(next: { given: Props; spoken: string }): boolean {
      return next.spoken !== this.props.spoken || !isSame(this.props.given, next.given);
    }
    override render(): VNode {
      return createElement(of as FunctionComponent<object>, this.props.given);
    }
  }
  return (props) => createElement(Memo, { given: props, spoken: language.value });
}
