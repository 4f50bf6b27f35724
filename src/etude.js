#!/usr/bin/env node
// The doorstep is plain JavaScript, so that a Node too old for TypeScript can still read the sentence below.
const [major] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Etude needs Node 26 or newer and this is Node ${process.versions.node}: after "npm ci" run it as "npm start" or "npm run etude -- <command>", or install Node 26.`,
  );
  process.exit(2);
}
const { enableCompileCache, flushCompileCache, registerHooks } = await import('node:module');
// Node keeps compiled code beside the packages, so that the next start takes half the time and memory.
enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/etude`);
// Our own imports name their file exactly. Node would look for it, and for the package it is in, each time.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('.') && specifier.endsWith('.ts')
      ? { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
const { main } = await import('./main.ts');
await main();
flushCompileCache();
