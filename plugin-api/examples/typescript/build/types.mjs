// TypeScript's view of the contract, made from the WIT.
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { gatherWit, WIT, WORLD } from './wit.mjs';

await gatherWit();
await rm('dist/types', { recursive: true, force: true });
const jco = 'node_modules/@bytecodealliance/jco/src/jco.js';
execFileSync(process.execPath, [jco, 'guest-types', WIT, '-n', WORLD, '-o', 'dist/types', '--strict', '-q'], { stdio: 'inherit' });
