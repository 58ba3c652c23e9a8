// Monaco's own worker, as a module of ours, so that the build gives it a file.

import 'monaco-editor/editor/editor.worker';
