#!/usr/bin/env node
// The doorstep is plain JavaScript, so that a Node too old for TypeScript can still read the sentence below.
const [major] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Etude needs Node 26 or newer and this is Node ${process.versions.node}: after "npm ci" run it as "npm start" or "npm run etude -- <command>", or install Node 26.`,
  );
  process.exit(2);
}
// Code that was made ready once is kept beside the packages, so that the next start takes half the time and memory.
const { enableCompileCache, flushCompileCache } = await import('node:module');
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/etude`);
const { main } = await import('./main.ts');
await main();
flushCompileCache();
