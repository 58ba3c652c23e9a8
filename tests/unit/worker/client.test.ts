import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLanguage, type Hover } from '../../../src/core/language/index.ts';
import type { LabResult, RunOptions } from '../../../src/core/pipeline/index.ts';
import {
  type CompileAnswer,
  createEngineClient,
  type EngineClient,
  type EngineHandle,
} from '../../../src/worker/client.ts';
import type { AsyncLanguage, EngineReply } from '../../../src/worker/protocol.ts';
import { laterAnswers } from '../store/later-answers.ts';

/** A worker under the test's control. */
class FakeWorker implements EngineHandle {
  readonly texts: string[] = [];
  readonly options: RunOptions[] = [];
  readonly replies: ((reply: EngineReply) => void)[] = [];
  readonly pongs: (() => void)[] = [];
  readonly hovers: { readonly answer: (hover: Hover | null) => void; readonly fail: () => void }[] =
    [];
  readonly language: AsyncLanguage = {
    ...laterAnswers(createLanguage({ resultOf: () => null })),
    hover: () =>
      new Promise((answer, fail) =>
        this.hovers.push({ answer, fail: () => fail(new Error('bug')) }),
      ),
    folds: () => new Promise(() => undefined),
    completions: () => new Promise(() => undefined),
    rename: () => new Promise(() => undefined),
  };
  terminated = false;
  readonly die: (reason: string) => void;

  constructor(die: (reason: string) => void) {
    this.die = die;
  }

  ping(): Promise<unknown> {
    return new Promise<void>((resolve) => this.pongs.push(resolve));
  }

  compile(text: string, options: RunOptions): Promise<EngineReply> {
    this.texts.push(text);
    this.options.push(options);
    return new Promise((resolve) => this.replies.push(resolve));
  }

  terminate(): void {
    this.terminated = true;
  }
}

const LIMITS = { aliveMs: 100, compileMs: 1000 };
const RESULT = { diagnostics: [] } as unknown as LabResult;
const DONE: EngineReply = { ok: true, result: RESULT, milliseconds: 1 };

let workers: FakeWorker[];
let restarts: string[];
let client: EngineClient;

function latest(): FakeWorker {
  const worker = workers.at(-1);
  if (!worker) throw new Error('no worker was started');
  return worker;
}

async function settled(promise: Promise<CompileAnswer>): Promise<CompileAnswer['kind'] | null> {
  const seen: CompileAnswer['kind'][] = [];
  void promise.then((answer) => seen.push(answer.kind));
  await vi.advanceTimersByTimeAsync(0);
  return seen[0] ?? null;
}

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  restarts = [];
  client = createEngineClient((onDeath) => {
    const worker = new FakeWorker(onDeath);
    workers.push(worker);
    return worker;
  }, LIMITS);
  client.onRestart((message) => restarts.push(message));
});

afterEach(() => {
  client.dispose();
  vi.useRealTimers();
});

describe('createEngineClient queue', () => {
  it('answers with the result of the text', async () => {
    const answer = client.compile('a');
    latest().replies[0]?.(DONE);
    expect(await answer).toEqual({ kind: 'done', result: RESULT, milliseconds: 1 });
  });

  it('keeps at most one text waiting, the newest', async () => {
    const first = client.compile('a');
    const second = client.compile('b');
    const third = client.compile('c');
    expect(await settled(second)).toBe('superseded');
    latest().replies[0]?.(DONE);
    expect(await settled(first)).toBe('superseded');
    expect(latest().texts).toEqual(['a', 'c']);
    latest().replies[1]?.(DONE);
    expect(await settled(third)).toBe('done');
  });

  it('reports an engine that threw and goes on with the same worker', async () => {
    const answer = client.compile('a');
    latest().replies[0]?.({ ok: false, message: 'invariant broken' });
    expect(await answer).toEqual({ kind: 'failed', message: 'invariant broken' });
    expect(workers).toHaveLength(1);
  });
});

describe('createEngineClient watchdog', () => {
  it('replaces a worker that hangs on a text, and does not try that text again', async () => {
    const answer = client.compile('loop');
    latest().pongs[0]?.();
    await vi.advanceTimersByTimeAsync(LIMITS.compileMs + 1);
    expect(await settled(answer)).toBe('crashed');
    expect(workers.map((w) => w.terminated)).toEqual([true, false]);
    expect(latest().texts).toEqual([]);
    expect(restarts).toHaveLength(1);
  });

  it('goes on with the waiting text after a hang', async () => {
    void client.compile('loop');
    const next = client.compile('good');
    latest().pongs[0]?.();
    await vi.advanceTimersByTimeAsync(LIMITS.compileMs + 1);
    expect(latest().texts).toEqual(['good']);
    latest().replies[0]?.(DONE);
    expect(await settled(next)).toBe('done');
  });

  it('gives the text of a silent worker to a new one', async () => {
    const answer = client.compile('a');
    await vi.advanceTimersByTimeAsync(LIMITS.aliveMs + 1);
    expect(workers[0]?.terminated).toBe(true);
    expect(latest().texts).toEqual(['a']);
    latest().replies[0]?.(DONE);
    expect(await settled(answer)).toBe('done');
  });

  it('runs a text again in the same way', async () => {
    const options = { schedule: [32, 48], policy: null };
    void client.compile('a', options);
    await vi.advanceTimersByTimeAsync(LIMITS.aliveMs + 1);
    expect(latest().options).toEqual([options]);
  });

  it('gives up on a text under which two workers died', async () => {
    const answer = client.compile('a');
    latest().die('out of memory');
    latest().die('out of memory');
    expect(await settled(answer)).toBe('crashed');
    expect(workers).toHaveLength(3);
  });

  it('allows a live worker the whole time for a text', async () => {
    const answer = client.compile('slow');
    latest().pongs[0]?.();
    await vi.advanceTimersByTimeAsync(LIMITS.compileMs - 1);
    latest().replies[0]?.(DONE);
    expect(await settled(answer)).toBe('done');
    await vi.advanceTimersByTimeAsync(10 * LIMITS.compileMs);
    expect(workers).toHaveLength(1);
  });

  it('ignores the late answer of a worker that was replaced', async () => {
    const answer = client.compile('a');
    await vi.advanceTimersByTimeAsync(LIMITS.aliveMs + 1);
    workers[0]?.replies[0]?.(DONE);
    expect(await settled(answer)).toBeNull();
  });

  it('replaces an idle worker that died', () => {
    latest().die('killed');
    expect(workers).toHaveLength(2);
    expect(restarts).toEqual(['killed']);
  });
});

describe('createEngineClient language', () => {
  const HOVER: Hover = { span: { start: 0, end: 1 }, parts: [] };

  it('passes the answer of the worker on', async () => {
    const asked = client.language.hover('a', 0);
    latest().hovers[0]?.answer(HOVER);
    expect(await asked).toBe(HOVER);
  });

  it('says nothing where the worker threw', async () => {
    const asked = client.language.hover('a', 0);
    latest().hovers[0]?.fail();
    expect(await asked).toBeNull();
  });

  it('says nothing to the questions of a worker that died, and asks the new one', async () => {
    const lost = [
      client.language.hover('a', 0),
      client.language.folds('a'),
      client.language.completions('a', 1),
      client.language.rename('a', 1, 'b'),
    ];
    latest().die('killed');
    expect(await Promise.all(lost)).toEqual([
      null,
      [],
      { span: { start: 1, end: 1 }, items: [] },
      { ok: false, refusal: 'The engine did not answer; try again.' },
    ]);
    const again = client.language.hover('a', 0);
    latest().hovers[0]?.answer(HOVER);
    expect(await again).toBe(HOVER);
  });

  it('settles a question that hangs, and all when it is disposed', async () => {
    const hung = client.language.hover('a', 0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await hung).toBeNull();
    const asked = client.language.folds('a');
    client.dispose();
    expect(await asked).toEqual([]);
  });

  it('answers while a text is being compiled, by whatever came of it', async () => {
    void client.compile('a');
    const asked = client.language.hover('a', 0);
    latest().replies[0]?.(DONE);
    latest().hovers[0]?.answer(HOVER);
    expect(await asked).toBe(HOVER);
  });
});
