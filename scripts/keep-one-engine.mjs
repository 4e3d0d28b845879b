// The engine's package brings its binaries for every platform and Node version, 257 MB. An image wants one of them.
// Plain JavaScript: it runs where only what the server needs is left.
import { readdirSync, rmSync } from 'node:fs';

const folder = new URL('../node_modules/uWebSockets.js/', import.meta.url);
const binary = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
const kept = new Set([binary, 'uws.js', 'ESM_wrapper.mjs', 'package.json', 'LICENSE']);

const found = readdirSync(folder);
if (!found.includes(binary)) throw new Error(`the engine has no ${binary}: it does not run on this platform and Node`);
for (const name of found) if (!kept.has(name)) rmSync(new URL(name, folder), { recursive: true });
console.log(`kept ${binary}`);
