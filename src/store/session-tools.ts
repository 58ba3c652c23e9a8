// What steering a run on the page's own thread takes: the machine itself. It is large, so it is fetched behind the
// first paint; see session-port.ts.

export { endReason, moveChoice, runTo, Session } from '../core/machine/index.ts';
