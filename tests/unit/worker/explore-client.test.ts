import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createExploreClient,
  type ExploreAnswer,
  type ExploreClient,
  type ExploreHandle,
} from '../../../src/worker/explore-client.ts';
import type { ExploreReply, OnExploreProgress } from '../../../src/worker/explore-protocol.ts';
import { NO_PROGRESS, PASSED } from '../store/fake-explorer.ts';

/** A worker under the test's control. */
class FakeWorker implements ExploreHandle {
  readonly texts: string[] = [];
  reply: (reply: ExploreReply) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;
  report: OnExploreProgress = () => undefined;
  cancels = 0;
  terminated = false;
  readonly die: (reason: string) => void;

  constructor(die: (reason: string) => void) {
    this.die = die;
  }

  explore(text: string, _options: object, report: OnExploreProgress): Promise<ExploreReply> {
    this.texts.push(text);
    this.report = report;
    return new Promise((resolve, reject) => {
      this.reply = resolve;
      this.fail = reject;
    });
  }

  cancel(): void {
    this.cancels += 1;
  }

  terminate(): void {
    this.terminated = true;
  }
}

const DONE: ExploreReply = { kind: 'done', result: PASSED, milliseconds: 1 };

let workers: FakeWorker[];
let client: ExploreClient;
let answers: string[];
let reports: number[];

function latest(): FakeWorker {
  const worker = workers.at(-1);
  if (!worker) throw new Error('no worker was started');
  return worker;
}

function ask(text: string): void {
  const told = (answer: ExploreAnswer): void => {
    answers.push(`${text}: ${answer.kind}`);
  };
  void client.explore(text, {}, ({ states }) => reports.push(states)).then(told);
}

const soon = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  answers = [];
  reports = [];
  client = createExploreClient((onDeath) => {
    const worker = new FakeWorker(onDeath);
    workers.push(worker);
    return worker;
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('createExploreClient', () => {
  it('starts nothing before the first search, and one worker for all that follow', async () => {
    expect(workers).toHaveLength(0);
    ask('a');
    latest().reply(DONE);
    await soon();
    ask('b');
    latest().reply(DONE);
    await soon();
    expect(workers).toHaveLength(1);
    expect(answers).toEqual(['a: done', 'b: done']);
  });

  it('gives up a search for the next one, with its worker', async () => {
    ask('a');
    const first = latest();
    ask('b');
    expect(first.terminated).toBe(true);
    first.report({ ...NO_PROGRESS, states: 1 }, 1);
    first.reply(DONE);
    latest().report({ ...NO_PROGRESS, states: 2 }, 1);
    latest().reply(DONE);
    await soon();
    expect(answers).toEqual(['a: superseded', 'b: done']);
    expect(reports).toEqual([2]);
  });

  it('lets a cancelled search answer with what it has', async () => {
    ask('a');
    client.cancel();
    expect(latest().cancels).toBe(1);
    latest().reply(DONE);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers).toEqual(['a: done']);
    expect(latest().terminated).toBe(false);
  });

  it('stops a worker that does not hear of the cancel', async () => {
    ask('a');
    client.cancel();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers).toEqual(['a: stopped']);
    expect(latest().terminated).toBe(true);
    ask('b');
    expect(workers).toHaveLength(2);
  });

  it('says so when the worker dies, and starts another', async () => {
    ask('a');
    latest().die('out of memory');
    await soon();
    expect(answers).toEqual(['a: crashed']);
    ask('b');
    latest().fail(new Error('lost'));
    await soon();
    expect(answers).toEqual(['a: crashed', 'b: crashed']);
    ask('c');
    latest().reply(DONE);
    await soon();
    expect(answers.at(-1)).toBe('c: done');
    expect(workers).toHaveLength(3);
  });

  it('has nothing to cancel while nothing runs', () => {
    client.cancel();
    expect(workers).toHaveLength(0);
  });
});
