import { Component, createElement, type FunctionComponent, type VNode } from 'preact';

/** A component that is drawn again only if one of some properties has changed. */
export function memo<P extends object>(names: (keyof P)[], inner: FunctionComponent<P>): new (props: P) => Component<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return names.some((name) => next[name] !== this.props[name]);
    }

    override render(): VNode<object> {
      return createElement(inner, this.props as P) as VNode<object>;
    }
  };
}
