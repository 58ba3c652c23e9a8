import type { Syntax, Theme } from '../../store/model.ts';
import { useActions, usePage } from './page-context.tsx';
import { Segments } from './Segments.tsx';

const SYNTAXES: readonly { value: Syntax; label: string; title: string }[] = [
  {
    value: 'att',
    label: 'AT&T',
    title: 'x86 mnemonics as objdump prints them: source, destination',
  },
  { value: 'intel', label: 'Intel', title: 'x86 mnemonics in Intel order: destination, source' },
];

const THEMES: readonly { value: Theme; label: string; title: string }[] = [
  { value: 'system', label: 'Auto', title: 'Light or dark as the system says' },
  { value: 'light', label: 'Light', title: 'Light' },
  { value: 'dark', label: 'Dark', title: 'Dark' },
  { value: 'contrast', label: 'Contrast', title: 'Black on white, with strong lines' },
];

/** How the page looks: in the header, and on a narrow page in the help sheet. */
export function Settings() {
  const { setSyntax, setTheme } = useActions();
  const syntax = usePage((page) => page.syntax);
  const theme = usePage((page) => page.theme);
  return (
    <>
      <Segments label="x86 syntax" options={SYNTAXES} value={syntax} onChange={setSyntax} />
      <Segments label="Theme" options={THEMES} value={theme} onChange={setTheme} />
    </>
  );
}
