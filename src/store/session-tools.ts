// What steering a run on the page's own thread takes: the machine itself. It is large, so it is fetched behind the
// first paint; see session-port.ts.

export { moveChoice, runTo, Session, stuckReason } from '../core/machine/index.ts';
