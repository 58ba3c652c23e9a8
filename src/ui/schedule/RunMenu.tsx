import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
} from 'react-aria-components';
import { sessionOf } from '../../store/run-selectors.ts';
import { CpuTag } from '../shared/CpuTag.tsx';
import { cpuLetters } from '../shared/cpu-letters.ts';
import { useActions, usePage } from '../shell/page-context.tsx';
import { placesOf } from './run-places.ts';
import '../shell/menu.css';

/** For each CPU the places that people name, as a menu. */
export function RunMenu() {
  const { runTo } = useActions();
  const result = usePage((page) => page.result);
  const session = usePage(sessionOf);
  const hasBypass = result?.profile.tailCall.pieces.includes('bypass') ?? true;
  const cpus = (result ? cpuLetters(result) : []).map((cpu) => {
    const ops = session?.machine.input.actors[cpu.actor]?.ops ?? [];
    return {
      cpu,
      places: placesOf(
        ops.map(({ op }) => op.kind),
        hasBypass,
      ),
    };
  });
  const go = (id: string | number): void => {
    const [actor, nth] = String(id).split(' ').map(Number);
    const place = cpus.find(({ cpu }) => cpu.actor === actor)?.places[nth ?? -1];
    if (place && actor !== undefined) runTo(actor, place.target);
  };
  return (
    <MenuTrigger>
      <Button className="button is-small">
        Run to
        <span aria-hidden="true" className="caret" />
      </Button>
      <Popover className="menu-popover" placement="top end">
        <Menu className="menu run-menu" aria-label="Run to" onAction={go}>
          {cpus.map(({ cpu, places }) => (
            <MenuSection key={cpu.actor}>
              <Header className="menu-head">
                <CpuTag {...cpu} />
                <span aria-hidden="true">{cpu.name} to</span>
                <span className="visually-hidden">Run {cpu.name} to</span>
              </Header>
              {places.map(({ label }, nth) => (
                <MenuItem
                  key={label}
                  id={`${cpu.actor} ${nth}`}
                  textValue={label}
                  className="menu-item"
                >
                  {label}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
