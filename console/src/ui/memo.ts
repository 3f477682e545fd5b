import { Component, createElement, type FunctionComponent, type VNode } from 'preact';

/** A component that is drawn again only if a property has changed. It is what preact/compat calls memo, without the rest of it. */
export function memo<P extends object>(inner: FunctionComponent<P>): new (props: P) => Component<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const names = Object.keys(next) as (keyof P)[];
      return names.some((name) => next[name] !== this.props[name]);
    }

    override render(): VNode<object> {
      return createElement(inner, this.props as P) as VNode<object>;
    }
  };
}
