#!/usr/bin/env node
/**
 * The command `lambdabus`. It imports nothing statically and uses only syntax that old versions of Node.js read, so
 * that each of them can say which one is needed.
 */
const needed: readonly [number, number] = [22, 18];
const found = process.versions.node.split('.').map(Number);
const major = found[0] || 0;
const minor = found[1] || 0;

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `lambdabus needs Node.js ${needed.join('.')} or newer, and this is Node.js ${process.versions.node} (${process.execPath}).\n` +
      'Get a newer one, for example:\n' +
      '  npm install --save-dev node@24      for this project: its scripts and npx then use it\n' +
      '  nvm install 24                      for this shell, with nvm\n' +
      '  https://nodejs.org/en/download      for everything\n',
  );
  process.exitCode = 1;
} else {
  // The next run reads the command's compiled code from the system's directory for temporary files.
  process.getBuiltinModule('node:module').enableCompileCache();
  import('./program.ts').then(
    (program) => program.run(process.argv),
    (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}

export {};
