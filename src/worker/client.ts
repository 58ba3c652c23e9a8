// The page's end of the engine: the newest text wins, and a worker that died or hangs is replaced.

import type { LabResult } from '../core/pipeline/index.ts';
import type { EngineReply } from './protocol.ts';

/** A running worker. Its promises never settle once it is dead. */
export interface EngineHandle {
  ping(): Promise<unknown>;
  compile(text: string): Promise<EngineReply>;
  terminate(): void;
}

export type CompileAnswer =
  | { readonly kind: 'done'; readonly result: LabResult; readonly milliseconds: number }
  /** A newer text came; this answer would be stale. */
  | { readonly kind: 'superseded' }
  /** The engine threw on this text; the worker lives on. */
  | { readonly kind: 'failed'; readonly message: string }
  /** The worker hung on this text, or died twice; a new one is in place. */
  | { readonly kind: 'crashed'; readonly reason: 'hung' | 'died'; readonly message: string };

/** What the store needs of an engine; tests give it a fake. */
export interface EngineClient {
  compile(text: string): Promise<CompileAnswer>;
  /** Called whenever a worker had to be replaced. */
  onRestart(listener: (message: string) => void): void;
  dispose(): void;
}

export interface ClientLimits {
  /** For an idle worker to answer a ping, the load of its script included. */
  readonly aliveMs: number;
  /** For one text. */
  readonly compileMs: number;
}

export const CLIENT_LIMITS: ClientLimits = { aliveMs: 8_000, compileMs: 10_000 };

interface Job {
  readonly text: string;
  readonly settle: (answer: CompileAnswer) => void;
  /** Times that a worker died under it. */
  deaths: number;
}

type Spawn = (onDeath: (reason: string) => void) => EngineHandle;

/** Runs `spawn` at once, so that the worker loads while the page does. */
export function createEngineClient(spawn: Spawn, limits = CLIENT_LIMITS): EngineClient {
  const restartListeners: ((message: string) => void)[] = [];
  let running: Job | null = null;
  let waiting: Job | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let generation = 0;
  let handle = start();

  function start(): EngineHandle {
    generation += 1;
    const mine = generation;
    return spawn((reason) => {
      if (mine === generation) replace('died', reason);
    });
  }

  function watch(ms: number, onTimeout: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(onTimeout, ms);
  }

  function finish(answer: CompileAnswer): void {
    clearTimeout(timer);
    const job = running;
    running = null;
    job?.settle(waiting ? { kind: 'superseded' } : answer);
    const next = waiting;
    waiting = null;
    if (next) run(next);
  }

  function replace(reason: 'hung' | 'died', message: string): void {
    clearTimeout(timer);
    handle.terminate();
    handle = start();
    for (const listener of restartListeners) listener(message);
    if (!running) return;
    running.deaths += 1;
    // A worker that died may have been killed from outside: the text gets a second chance.
    if (reason === 'died' && running.deaths < 2 && !waiting) run(running);
    else finish({ kind: 'crashed', reason, message });
  }

  function run(job: Job): void {
    running = job;
    const mine = generation;
    const isMine = (): boolean => mine === generation && running === job;
    watch(limits.aliveMs, () => replace('died', 'it no longer answers'));
    handle.ping().then(
      () => {
        if (!isMine()) return;
        const seconds = limits.compileMs / 1000;
        watch(limits.compileMs, () => replace('hung', `it took more than ${seconds} s`));
      },
      () => undefined, // the watchdog decides
    );
    handle.compile(job.text).then(
      (reply) => {
        if (!isMine()) return;
        finish(
          reply.ok
            ? { kind: 'done', result: reply.result, milliseconds: reply.milliseconds }
            : { kind: 'failed', message: reply.message },
        );
      },
      (error: unknown) => {
        if (isMine()) finish({ kind: 'failed', message: String(error) });
      },
    );
  }

  return {
    compile: (text) =>
      new Promise((settle) => {
        const job: Job = { text, settle, deaths: 0 };
        if (!running) return run(job);
        waiting?.settle({ kind: 'superseded' });
        waiting = job;
      }),
    onRestart: (listener) => restartListeners.push(listener),
    dispose: () => {
      generation += 1;
      clearTimeout(timer);
      handle.terminate();
    },
  };
}
