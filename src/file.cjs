// The doorstep of the single file: runs the bundle that `npm run build` has laid beside it, with V8's code for it where
// that was made ready.
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');
const { zstdDecompressSync } = require('node:zlib');

const folder = `${__dirname}/src/base`;
const filename = `${folder}/etude.cjs`;
const read = (file) => zstdDecompressSync(readFileSync(file));
const code = `${folder}/etude.code.zst`;
const cachedData = existsSync(code) ? read(code) : undefined;
const script = new Script(read(`${filename}.zst`).toString(), { filename, cachedData });
script.runInThisContext()(createRequire(filename), folder);
