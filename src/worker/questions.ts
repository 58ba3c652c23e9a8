// An editor's questions on their way to a worker. Each promise settles: a lost question is answered with
// nothing to say.

import type { AsyncLanguage } from './protocol.ts';

/** For one question; a worker that is busy with a text for longer will be replaced. */
const QUESTION_MS = 20_000;

const LOST = 'The engine did not answer; try again.';

export class Questions {
  readonly language: AsyncLanguage;
  private readonly worker: () => AsyncLanguage;
  /** Gives up each question that waits. */
  private readonly waiting = new Set<() => void>();

  /** `worker` is the living one at the time of the call. */
  constructor(worker: () => AsyncLanguage) {
    this.worker = worker;
    this.language = {
      hover: (...on) => this.ask((to) => to.hover(...on), null),
      completions: (text, at) => {
        const nothing = { span: { start: at, end: at }, items: [] };
        return this.ask((to) => to.completions(text, at), nothing);
      },
      signature: (...on) => this.ask((to) => to.signature(...on), null),
      definition: (...on) => this.ask((to) => to.definition(...on), null),
      references: (...on) => this.ask((to) => to.references(...on), []),
      rename: (...on) => this.ask((to) => to.rename(...on), { ok: false, refusal: LOST }),
      folds: (...on) => this.ask((to) => to.folds(...on), []),
      outline: (...on) => this.ask((to) => to.outline(...on), []),
      format: (...on) => this.ask((to) => to.format(...on), []),
      fixes: (...on) => this.ask((to) => to.fixes(...on), []),
      compare: (...on) => this.ask((to) => to.compare(...on), null),
      diff: (...on) => this.ask((to) => to.diff(...on), null),
      passes: (...on) => this.ask((to) => to.passes(...on), null),
      notes: (...on) => this.ask((to) => to.notes(...on), []),
    };
  }

  /** Gives up every question that waits: the worker that had them is gone. */
  drop(): void {
    for (const lose of this.waiting) lose();
  }

  private ask<Answer>(
    put: (worker: AsyncLanguage) => Promise<Answer>,
    silence: Answer,
  ): Promise<Answer> {
    return new Promise((settle) => {
      const finish = (answer: Answer): void => {
        clearTimeout(timer);
        this.waiting.delete(lose);
        settle(answer);
      };
      const lose = (): void => finish(silence);
      const timer = setTimeout(lose, QUESTION_MS);
      this.waiting.add(lose);
      put(this.worker()).then(finish, lose);
    });
  }
}
