// The layers of src/, deny by default: an import that no rule below allows is an error, type-only
// imports included. The table is the one of ARCHITECTURE.md.

/** Packages of src/core, and the core packages that each may import (through their index.ts). */
const CORE = {
  base: [],
  bpf: ['base'],
  asm: ['base', 'bpf'],
  x86: ['base'],
  kernel: ['base', 'bpf'],
  rewrite: ['base', 'bpf', 'asm', 'kernel'],
  jit: ['base', 'bpf', 'x86', 'kernel', 'rewrite'],
  protocol: ['base'],
  machine: ['base', 'bpf', 'x86', 'kernel', 'jit', 'protocol'],
  explore: ['base', 'machine'],
  promela: ['base', 'kernel', 'jit', 'protocol', 'machine'],
  pipeline: [
    'base',
    'bpf',
    'asm',
    'x86',
    'kernel',
    'rewrite',
    'jit',
    'protocol',
    'machine',
    'explore',
    'promela',
  ],
  diff: ['base', 'bpf', 'x86', 'kernel', 'jit', 'pipeline'],
  language: [
    'base',
    'bpf',
    'asm',
    'x86',
    'kernel',
    'rewrite',
    'jit',
    'protocol',
    'machine',
    'explore',
    'pipeline',
  ],
};

const ANY_CORE = '^src/core/[^/]+/index\\.ts$';
/** Core packages that print or measure: the page may call them, of the others it sees types. */
const PRINTERS = '^src/core/(base|bpf|asm|x86|protocol)/index\\.ts$';
const WORKER_CLIENT = '^src/worker/(explore-)?(client|protocol)\\.ts$';

const npm = (names) => `(^|/)node_modules/(${names})(/|$)|^(${names})(/|$)`;
// Addresses with a query, such as Monaco's `?worker`, stay as they are written.
const NPM = '(^|/)node_modules/|^monaco-editor/';

/** Allows imports inside the folder, and from it to each of `paths`. */
const folder = (path, ...paths) => ({
  from: { path },
  to: { path: [path, ...paths] },
});
/** Allows only `import type` from `path` to `to`. */
const types = (path, to) => ({
  from: { path },
  to: { path: to, dependencyTypes: ['type-only'] },
});

const coreRules = Object.entries(CORE).map(([name, allowed]) =>
  folder(
    `^src/core/${name}/`,
    ...(allowed.length === 0 ? [] : [`^src/core/(${allowed.join('|')})/index\\.ts$`]),
  ),
);

module.exports = {
  allowedSeverity: 'error',
  allowed: [
    ...coreRules,
    folder('^src/labs/'),
    types('^src/labs/', ANY_CORE),
    folder('^src/url/', '^src/core/base/index\\.ts$', npm('fflate|valibot')),
    types('^src/url/', ANY_CORE),
    folder('^src/worker/', ANY_CORE, '^src/labs/', npm('comlink')),
    folder(
      '^src/store/',
      ANY_CORE,
      '^src/labs/',
      '^src/url/',
      WORKER_CLIENT,
      npm('zustand|zundo|comlink|idb-keyval'),
    ),
    folder('^src/ui/', '^src/store/', PRINTERS, NPM),
    types('^src/ui/', ANY_CORE),
    folder('^src/cli/', ANY_CORE, '^src/labs/', '^node:|^(fs|util|path|process)$'),
    { from: { path: '^src/main\\.tsx$' }, to: {} },
    { from: { path: '^tests/|^[^/]+$' }, to: {} },
  ],
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two modules that import each other cannot be read, tested or moved alone.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-no-npm',
      severity: 'error',
      comment: 'Core runs anywhere: it imports neither packages nor Node.',
      from: { path: '^src/core/' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'monaco-only-in-editor',
      severity: 'error',
      comment: 'Monaco is 700 kB; it stays in a chunk of its own, behind one folder.',
      from: { path: '^src/', pathNot: '^src/ui/editor/' },
      to: { path: npm('monaco-editor') },
    },
    {
      name: 'd3-only-in-ui',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: npm('d3|d3-[a-z]+') },
    },
    {
      name: 'src-not-to-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-node-in-src',
      severity: 'error',
      comment: 'Everything under src/ but the command line runs in a browser.',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { path: '^(src|tests)/' },
      to: { couldNotResolve: true, pathNot: '\\?(worker|url|raw|inline)' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'module', 'default', 'types', 'node'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.cjs', '.json', '.css', '.d.ts'],
    },
    cache: false,
  },
};
