import { cleanup, render } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RestingWords } from '../../src/ui/shared/RestingWords.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function spoken(): string | null | undefined {
  return document.querySelector('[aria-live="polite"]')?.textContent;
}

describe('RestingWords', () => {
  it('says nothing in passing, and the last words once at rest', () => {
    const { rerender } = render(<RestingWords words="one" />);
    const said: ReturnType<typeof spoken>[] = [];
    for (const words of ['two', 'three', 'four']) {
      act(() => {
        vi.advanceTimersByTime(100);
      });
      rerender(<RestingWords words={words} />);
      said.push(spoken());
    }
    expect(said).toEqual(['', '', '']);
    act(() => {
      vi.advanceTimersByTime(1000);
    });
    expect(spoken()).toBe('four');
  });
});
