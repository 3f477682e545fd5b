// Prints what the page weighs, and fails if its JavaScript is over the limit.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const limit = 250 * 1024;
const folder = new URL('../dist/', import.meta.url).pathname;
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
let scripts = 0;
for (const file of files) {
  const path = join(file.parentPath, file.name);
  const bytes = readFileSync(path);
  const zipped = gzipSync(bytes, { level: 9 }).length;
  if (path.endsWith('.js')) scripts += zipped;
  console.log(`${path.slice(folder.length).padEnd(40)} ${String(bytes.length).padStart(8)} ${String(zipped).padStart(8)} gzip`);
}
console.log(`JavaScript: ${(scripts / 1024).toFixed(1)} KB gzip of ${limit / 1024} KB`);
if (scripts > limit) {
  console.error('the JavaScript is over the limit; find out what has grown with `npx vite build --sourcemap`');
  process.exit(1);
}
