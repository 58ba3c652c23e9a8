import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { act } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';
import { LABS } from '../../src/labs/index.ts';
import { ChoiceList } from '../../src/ui/machine/ChoiceList.tsx';
import { MachinePane } from '../../src/ui/machine/MachinePane.tsx';
import { protocolLines, wordsOf } from '../../src/ui/machine/protocol-lines.ts';
import { showMachineTab } from '../../src/ui/machine/tab-state.ts';
import { NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { fixtureResult, fixtureView } from './fixture.ts';

const result = fixtureResult();
const steps = result.timeline?.steps ?? [];

afterEach(() => {
  cleanup();
  showMachineTab('machine');
});

function show(cursor: number | null) {
  const pointing = { onHover: vi.fn(), onPin: vi.fn(), onSeek: vi.fn() };
  const view = cursor === null ? null : fixtureView(result, cursor);
  render(
    <MachinePane result={result} text="" view={view} highlight={NO_HIGHLIGHT} {...pointing} />,
  );
  return pointing;
}

function cursorAfter(kind: string): number {
  return 1 + steps.findIndex((step) => step.events.some((event) => event.kind === kind));
}

describe('MachinePane', () => {
  it('says who waits for RCU, and which lock is held meanwhile', () => {
    show(cursorAfter('rcu-begin'));
    const now = screen.getByRole('group', { name: 'Now' }).textContent;
    expect(now).toContain('waits in synchronize_rcu()');
    expect(now).toContain('poke_mutex');
  });

  it('shows state, slot and programs at the cursor', () => {
    show(39);
    expect(screen.getByRole('button', { name: /^jmp_table\[0\] ?target_a$/ })).toBeTruthy();
    expect(screen.getByRole('group', { name: /^States of the sites of .*now live/ })).toBeTruthy();
    expect(screen.getAllByText('loaded')).toHaveLength(3);
  });

  it('lights one line of each protocol while bytes are stored', () => {
    act(() => showMachineTab('protocol'));
    show(19);
    const current = [...document.querySelectorAll('[aria-current="step"]')];
    expect(current.map((line) => line.textContent?.trim())).toEqual([
      'text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));',
      'store(site[0], 0xcc);',
    ]);
  });

  it('pins a site', () => {
    const { onPin } = show(39);
    fireEvent.click(screen.getByRole('button', { name: /^P1 bypass/ }));
    expect(onPin).toHaveBeenCalledWith({
      kind: 'site',
      site: { progIdx: 0, pokeIdx: 0, which: 'bypass' },
    });
  });

  it('says why it is blank before the lab can run', () => {
    show(null);
    expect(screen.getByRole('region').textContent).toContain('when every program');
  });
});

describe('ChoiceList', () => {
  it('says why each tail call is direct or indirect, with the paths that differ', () => {
    const { text } = LABS.find((lab) => lab.id === 'direct-indirect') ?? { text: '' };
    const onHover = vi.fn();
    render(<ChoiceList result={compile(text)} text={text} onHover={onHover} onPin={vi.fn()} />);
    const forms = screen.getAllByRole('button', { name: /^(in)?direct ?entry, line/ });
    expect(forms.map((button) => button.textContent?.split('entry')[0])).toEqual([
      'direct',
      'indirect',
      'indirect',
      'indirect',
    ]);
    const taken = screen.getByRole('button', { name: /if r7 > 64 goto merge taken/ });
    expect(screen.getAllByRole('button', { name: /goto merge not taken/ })[0]).toBeTruthy();
    fireEvent.mouseEnter(taken);
    const start = text.indexOf('if r7 > 64');
    expect(onHover.mock.calls[0]?.[0]).toMatchObject({ kind: 'source', span: { start } });
  });
});

describe('protocolLines', () => {
  it('has no line outside a protocol', () => {
    expect(protocolLines(result, 0)).toEqual({ mapPoke: null, textPoke: null });
    expect(protocolLines(result, 1)).toEqual({ mapPoke: null, textPoke: null });
  });
});

describe('wordsOf', () => {
  it('loses no letter of any line', () => {
    for (const { text } of [result.protocols.mapPoke, result.protocols.textPoke]) {
      for (const line of text.split('\n')) {
        expect(
          wordsOf(line)
            .map((word) => word.text)
            .join(''),
        ).toBe(line);
      }
    }
  });
});
