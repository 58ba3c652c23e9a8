import { sameBreakpoint } from '../../store/breakpoints.ts';
import type { Breakpoint } from '../../store/model.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import './stops.css';

type ProtocolStop = Extract<Breakpoint, { kind: 'protocol' }>;

/**
 * In the gutter of a protocol's line: stops runs there. Out of the tab order, as there are dozens of them: the
 * list of breakpoints has all lines in one choice.
 */
export function BreakpointDot({ role, line }: Omit<ProtocolStop, 'kind'>) {
  const { toggleBreakpoint } = useActions();
  const breakpoint: Breakpoint = { kind: 'protocol', role, line };
  const isSet = usePage((page) =>
    page.breakpoints.some((other) => sameBreakpoint(other, breakpoint)),
  );
  return (
    <button
      type="button"
      className="breakpoint-dot"
      tabIndex={-1}
      aria-pressed={isSet}
      aria-label={`Breakpoint at ${role} line ${line}`}
      title="Stop before this line"
      onClick={() => toggleBreakpoint(breakpoint)}
    />
  );
}
