// Steering as one lazy chunk: text and bytes are on screen before it.

export { ScheduleBar } from './ScheduleBar.tsx';
export { VerdictBanner } from './VerdictBanner.tsx';
