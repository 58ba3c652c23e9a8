import { COMMAND_GROUPS, type Command, type CommandGroup } from '../commands/command.ts';
import { EDITOR_KEYS } from '../commands/editor-keys.ts';
import { COMMANDS } from '../commands/registry.ts';
import type { DialogProps } from './dialog-props.ts';
import { Sheet } from './Sheet.tsx';

/** Those with keys; the palette has them all. */
function keyed(group: CommandGroup): readonly Command[] {
  return COMMANDS.filter((command) => command.group === group && command.keys.length > 0);
}

function KeyTable({ group }: { group: CommandGroup }) {
  return (
    <section className="keys">
      <h3>{group}</h3>
      <dl>
        {keyed(group).map((command) => (
          <div key={command.id} className="key-row">
            <dt>
              {command.shown.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{command.title}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What the page is, and its keys. */
export function HelpSheet({ isOpen, onClose }: DialogProps) {
  return (
    <Sheet title="Help and keys" wide isOpen={isOpen} onClose={onClose}>
      <div className="help">
        <p>
          The editor holds one lab: programs in BPF assembly, their prog arrays, and what each CPU
          does to them. The bytes are those that the x86-64 JIT of the chosen kernel emits. The
          timeline replays every update of a prog array, store by store, as <code>text_poke</code>{' '}
          makes them.
        </p>
        <p>
          What each CPU does next is yours to say: the buttons above the timeline are all that the
          machine allows at this step. Take another than the run does, and it goes on from there.
        </p>
        <div className="key-groups">
          {COMMAND_GROUPS.filter((group) => keyed(group).length > 0).map((group) => (
            <KeyTable key={group} group={group} />
          ))}
          <section className="keys">
            <h3>While typing</h3>
            <dl>
              {EDITOR_KEYS.map(({ keys, title }) => (
                <div key={title} className="key-row">
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{title}</dd>
                </div>
              ))}
            </dl>
          </section>
        </div>
        <p className="help-fine">
          Keys do nothing to the timeline while you type. Everything runs in this page: nothing you
          write leaves your machine, and a link carries the whole lab in its part after the #.
        </p>
      </div>
    </Sheet>
  );
}
