import { once } from 'node:events';
import { createServer } from 'node:http';

/** A process of its own: the least that an HTTP server of Node can do with what is posted to it. Tells its parent the port. */

const server = createServer((req, res) => {
  req.resume();
  req.on('end', () => res.writeHead(200, { 'content-type': 'application/json' }).end('{"text":"ok"}'));
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const address = server.address();
process.send?.(typeof address === 'object' && address?.port);
await once(process, 'disconnect');
process.exit();
