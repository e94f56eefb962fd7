/** Serves this folder on this machine: `node serve.js [port]`. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const port = Number(process.argv[2] ?? 8080);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const server = createServer(({ url }, response) => {
  const path = pathOf(url);
  const file = join(folder, path === '/' ? 'index.html' : path);
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`There is no ${path}. \`npm run example:webgpu\` makes what is generated.\n`);
    return;
  }
  const type = types[extname(file)] ?? 'text/plain; charset=utf-8';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  createReadStream(file).pipe(response);
});

/** Without any `..`, which would lead out of the folder. */
function pathOf(url) {
  try {
    return normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname));
  } catch {
    return '/not-a-path';
  }
}

server.on('error', (error) => {
  const taken = `Port ${port} is taken: \`npm run example:webgpu -- ${port + 1}\` uses another.`;
  console.error(error.code === 'EADDRINUSE' ? taken : error.message);
  process.exitCode = 1;
});
// Browsers offer WebGPU to https and to this machine itself only.
server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${server.address().port}/`));
