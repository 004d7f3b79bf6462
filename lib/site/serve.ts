/*
 * A folder over HTTP, to this machine alone.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** Serves a folder on a free port of loopback. */
export async function serveFolder(
  folder: string,
): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const end = (code: number): void => {
      response.writeHead(code).end();
    };
    let path: string;
    try {
      path = normalize(join(folder, decodeURIComponent(pathname)));
    } catch {
      end(400);
      return;
    }
    if (path.endsWith(sep)) path = join(path, 'index.html');
    if (!path.startsWith(folder + sep) || request.method !== 'GET') {
      end(404);
      return;
    }
    readFile(path).then(
      (bytes) => {
        response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
        response.end(bytes);
      },
      () => {
        end(404);
      },
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
