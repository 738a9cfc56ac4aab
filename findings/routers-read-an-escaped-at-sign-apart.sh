#!/usr/bin/env bash
# fastify 5.6.1, express 5.1.0, hono 4.9.9 on Node.js: "/users/a@b" beside "/users/:id". RFC 6570 makes clients write "@"
# as "%40" in a parameter, so which route is "/users/a%40b"? Fastify and Express do not undo this escape before
# they look: it is ":id", and there the value arrives as "a@b". Whoever decides before them by a decoded path,
# such as a gateway, decides about another handler than the one that runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts fastify@5.6.1 express@5.1.0 hono@4.9.9 > /dev/null
cat > seen.mjs <<'JS'
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';

const fastify = Fastify();
fastify.get('/users/a@b', async () => 'text');
fastify.get('/users/:id', async (request) => `parameter ${request.params.id}`);
console.log('fastify', (await fastify.inject('/users/a%40b')).body);

const app = express();
app.get('/users/a@b', (_, res) => void res.send('text'));
app.get('/users/:id', (req, res) => void res.send(`parameter ${req.params.id}`));
const server = app.listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
console.log('express', await (await fetch(`http://127.0.0.1:${server.address().port}/users/a%40b`)).text());
server.close();

const hono = new Hono();
hono.get('/users/a@b', (c) => c.text('text'));
hono.get('/users/:id', (c) => c.text(`parameter ${c.req.param('id')}`));
console.log('hono', await (await hono.request('http://x/users/a%40b')).text());
JS
node seen.mjs | tee seen
diff seen - <<'SEEN'
fastify parameter a@b
express parameter a@b
hono parameter a@b
SEEN
