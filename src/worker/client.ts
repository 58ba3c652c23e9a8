// The page's end of the engine: the newest text wins, and a worker that died or hangs is replaced.

import type { LabResult, RunOptions } from '../core/pipeline/index.ts';
import type { AsyncLanguage, EngineReply } from './protocol.ts';
import { Questions } from './questions.ts';

/** A running worker. Its promises never settle once it is dead. */
export interface EngineHandle {
  ping(): Promise<unknown>;
  compile(text: string, options: RunOptions): Promise<EngineReply>;
  readonly language: AsyncLanguage;
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
  /** Compiles a text and runs it as `options` say. */
  compile(text: string, options?: RunOptions): Promise<CompileAnswer>;
  /** Answered between two texts; always settles, with nothing to say if the worker is lost. */
  readonly language: AsyncLanguage;
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

const CLIENT_LIMITS: ClientLimits = { aliveMs: 8_000, compileMs: 10_000 };

interface Job {
  readonly text: string;
  readonly options: RunOptions;
  readonly settle: (answer: CompileAnswer) => void;
  /** Times that a worker died under it. */
  deaths: number;
}

type Spawn = (onDeath: (reason: string) => void) => EngineHandle;

/** One worker at a time, one text in it, one waiting. */
class WorkerQueue implements EngineClient {
  private readonly spawn: Spawn;
  private readonly limits: ClientLimits;
  private readonly restartListeners: ((message: string) => void)[] = [];
  private running: Job | null = null;
  private waiting: Job | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts workers, so that words from a dead one are told from the living one's. */
  private generation = 0;
  private handle: EngineHandle;
  private readonly questions: Questions;

  constructor(spawn: Spawn, limits: ClientLimits) {
    this.spawn = spawn;
    this.limits = limits;
    this.handle = this.start();
    this.questions = new Questions(() => this.handle.language);
  }

  get language(): AsyncLanguage {
    return this.questions.language;
  }

  compile(text: string, options: RunOptions = {}): Promise<CompileAnswer> {
    return new Promise((settle) => {
      const job: Job = { text, options, settle, deaths: 0 };
      if (!this.running) {
        this.run(job);
        return;
      }
      this.waiting?.settle({ kind: 'superseded' });
      this.waiting = job;
    });
  }

  onRestart(listener: (message: string) => void): void {
    this.restartListeners.push(listener);
  }

  dispose(): void {
    this.generation += 1;
    clearTimeout(this.timer);
    this.handle.terminate();
    this.questions.drop();
  }

  private start(): EngineHandle {
    this.generation += 1;
    const mine = this.generation;
    return this.spawn((reason) => {
      if (mine === this.generation) this.replace('died', reason);
    });
  }

  private watch(ms: number, onTimeout: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(onTimeout, ms);
  }

  private run(job: Job): void {
    this.running = job;
    const mine = this.generation;
    const isMine = (): boolean => mine === this.generation && this.running === job;
    this.watch(this.limits.aliveMs, () => this.replace('died', 'it no longer answers'));
    // A ping is answered before the text is begun; that it fails is for the watchdog to find.
    this.handle.ping().then(() => isMine() && this.watchCompile(), ignore);
    this.handle.compile(job.text, job.options).then(
      (reply) => isMine() && this.finish(answerOf(reply)),
      (error: unknown) => isMine() && this.finish({ kind: 'failed', message: String(error) }),
    );
  }

  private watchCompile(): void {
    const { compileMs } = this.limits;
    this.watch(compileMs, () => this.replace('hung', `it took more than ${compileMs / 1000} s`));
  }

  private finish(answer: CompileAnswer): void {
    clearTimeout(this.timer);
    const job = this.running;
    const next = this.waiting;
    this.running = null;
    this.waiting = null;
    job?.settle(next ? { kind: 'superseded' } : answer);
    if (next) this.run(next);
  }

  private replace(reason: 'hung' | 'died', message: string): void {
    clearTimeout(this.timer);
    this.handle.terminate();
    this.handle = this.start();
    this.questions.drop();
    for (const listener of this.restartListeners) listener(message);
    const job = this.running;
    if (!job) return;
    job.deaths += 1;
    // A worker that died may have been killed from outside: the text gets a second chance.
    if (reason === 'died' && job.deaths < 2 && !this.waiting) this.run(job);
    else this.finish({ kind: 'crashed', reason, message });
  }
}

function ignore(): void {}

function answerOf(reply: EngineReply): CompileAnswer {
  return reply.ok
    ? { kind: 'done', result: reply.result, milliseconds: reply.milliseconds }
    : { kind: 'failed', message: reply.message };
}

/** Starts a worker at once, so that it loads while the page does. */
export function createEngineClient(spawn: Spawn, limits = CLIENT_LIMITS): EngineClient {
  return new WorkerQueue(spawn, limits);
}
