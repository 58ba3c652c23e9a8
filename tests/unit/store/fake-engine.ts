// An engine that answers when the test says so, and results that are just large enough.

import type { Diagnostic } from '../../../src/core/base/index.ts';
import { createLanguage } from '../../../src/core/language/index.ts';
import type { MachineEvent, Step } from '../../../src/core/machine/index.ts';
import type { LabResult } from '../../../src/core/pipeline/index.ts';
import type { CompileAnswer, EngineClient } from '../../../src/worker/client.ts';
import { laterAnswers } from './later-answers.ts';

export class FakeEngine implements EngineClient {
  readonly texts: string[] = [];
  readonly language = laterAnswers(createLanguage({ resultOf: () => null }));
  private answer: ((answer: CompileAnswer) => void) | null = null;
  private restarted: (message: string) => void = () => undefined;

  compile(text: string): Promise<CompileAnswer> {
    this.texts.push(text);
    this.answer?.({ kind: 'superseded' });
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  onRestart(listener: (message: string) => void): void {
    this.restarted = listener;
  }

  dispose(): void {}

  restart(message: string): void {
    this.restarted(message);
  }

  async settle(answer: CompileAnswer): Promise<void> {
    this.answer?.(answer);
    this.answer = null;
    await Promise.resolve();
    await Promise.resolve();
  }

  done(result: LabResult): Promise<void> {
    return this.settle({ kind: 'done', result, milliseconds: 1 });
  }
}

export function stepOf(...kinds: MachineEvent['kind'][]): Step {
  const events = kinds.map((kind) => ({ kind }) as MachineEvent);
  return { actor: 0, action: 0, source: null, protocol: null, events };
}

export function errorAt(start: number): Diagnostic {
  return { code: 'asm/test', severity: 'error', span: { start, end: start + 1 }, message: 'no' };
}

interface Options {
  readonly steps?: readonly Step[] | null;
  readonly diagnostics?: readonly Diagnostic[];
  readonly images?: readonly Uint8Array[];
  readonly version?: string;
}

/** A result with `steps` (null: the lab does not run) and one program for `images`. */
export function resultOf({ steps = [], diagnostics = [], images = [], version = '6.1' }: Options) {
  const funcs = images.map((bytes) => ({ bytes }));
  return {
    diagnostics,
    profile: { version, options: [] },
    maps: [],
    progs: images.length > 0 ? [{ jit: { funcs, pokeTab: [] }, xlated: null, spans: [] }] : [],
    timeline: steps && { actors: [], steps, stopped: null },
  } as unknown as LabResult;
}
