// Tokens of single lines of a long text: what was found out about the lines before a change is kept, and
// lines behind the last one that is asked for are not looked at.

import {
  INITIAL_LINE_STATE,
  type LabToken,
  type LineState,
  tokenizeLine,
} from '../../core/asm/index.ts';

export class LineTokens {
  private lines: readonly string[] = [];
  /** State at the start of each line, as far as known. */
  private states: LineState[] = [INITIAL_LINE_STATE];

  setText(text: string): void {
    const lines = text.split('\n');
    let same = 0;
    while (same < lines.length && lines[same] === this.lines[same]) same++;
    this.lines = lines;
    // The state before the first line that changed is still right.
    this.states.length = Math.min(this.states.length, same + 1);
  }

  get count(): number {
    return this.lines.length;
  }

  textOf(line: number): string {
    return this.lines[line] ?? '';
  }

  tokensOf(line: number): readonly LabToken[] {
    for (let at = this.states.length - 1; at < line; at++) {
      this.states.push(tokenizeLine(this.textOf(at), this.states[at] ?? 0).state);
    }
    return tokenizeLine(this.textOf(line), this.states[line] ?? INITIAL_LINE_STATE).tokens;
  }
}
