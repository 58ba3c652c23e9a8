import { type ComponentType, createElement, lazy, Suspense } from 'react';

/**
 * A component that is fetched when it is first shown. Nothing stands in its place until then, and for
 * good when it cannot be fetched: what is around it must do without.
 */
export function optional<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Fetched = lazy(async () => {
    const found: ComponentType<Props> = await load().catch(() => () => null);
    return { default: found };
  });
  return (props) => <Suspense fallback={null}>{createElement(Fetched, props)}</Suspense>;
}
