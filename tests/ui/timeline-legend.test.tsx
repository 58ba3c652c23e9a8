import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { Legend } from '../../src/ui/timeline/Legend.tsx';
import { openPage } from '../unit/store/local-engine.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('Legend', () => {
  it('says what the marks of steps are that a failure depends on', () => {
    vi.stubGlobal('CSS', { escape: (text: string) => text });
    render(
      <PageProvider store={openPage()}>
        <Legend />
      </PageProvider>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'What the marks mean' }));
    const words = screen.getByText(/without which the failure that was found would not happen/);
    expect(words.querySelector('.bar-causal')).not.toBeNull();
  });
});
