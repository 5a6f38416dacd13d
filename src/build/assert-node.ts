/**
 * Says which Node.js is needed, as the command line does, before anything is used that an older one does not have.
 * What is imported with this module may import by name only what that older one has.
 */
const needed: readonly [number, number] = [22, 18];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  throw new Error(
    `lambdabus needs Node.js ${needed.join('.')} or newer, and this is Node.js ${process.versions.node} (${process.execPath}). Get a newer one: npm install --save-dev node@24, for this project, or https://nodejs.org/en/download.`,
  );
}

export {};
