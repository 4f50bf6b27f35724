// Runs Etude from its bundle, with V8's code for it where that is ready: node bundled.cjs BUNDLE FOLDER ARGUMENTS…
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');

const [filename, folder] = process.argv.splice(2, 2);
const code = filename.replace(/cjs$/, 'code');
const cachedData = existsSync(code) ? readFileSync(code) : undefined;
const script = new Script(readFileSync(filename, 'utf8'), { filename, cachedData });
script.runInThisContext()(createRequire(filename), folder);
