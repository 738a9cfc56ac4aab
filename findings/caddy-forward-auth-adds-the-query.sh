#!/usr/bin/env bash
# Caddy 2.6.2 (Debian 12): `forward_auth`'s `uri` is a rewrite. One without "?" keeps the client's query: the
# authorization service sees it in its own address, and a second time in X-Forwarded-Uri, so that a long one
# may not fit into its limit of headers. An empty query, a "?" at the end of `uri`, takes it away.
set -euo pipefail
command -v caddy > /dev/null || { echo "needs Debian's caddy"; exit 2; }
folder=$(mktemp -d)
trap 'kill $caddy $app 2>/dev/null || true; rm -rf "$folder"' EXIT
cat > "$folder/app.mjs" <<'JS'
import { createServer } from 'node:http';
const free = () => new Promise((done) => { const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });
const port = await free();
const app = createServer((req, res) => {
  if (req.url.startsWith('/ask')) console.error(req.url, req.headers['x-forwarded-uri']);
  res.end();
}).listen(0, '127.0.0.1', () => console.log(port, app.address().port));
JS
node "$folder/app.mjs" > "$folder/ports" 2> "$folder/asked" & app=$!
while ! [ -s "$folder/ports" ]; do sleep 0.1; done
read -r port appPort < "$folder/ports"
cat > "$folder/Caddyfile" <<CONF
{
	admin off
}
http://127.0.0.1:$port {
	bind 127.0.0.1
	forward_auth /without* 127.0.0.1:$appPort {
		uri /ask
	}
	forward_auth /with/* 127.0.0.1:$appPort {
		uri /ask?
	}
	respond 200
}
CONF
HOME=$folder caddy run --config "$folder/Caddyfile" --adapter caddyfile > /dev/null 2>&1 & caddy=$!
curl -s --retry 20 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$port/without/a?q=1"
curl -s -o /dev/null "http://127.0.0.1:$port/with/a?q=1"
caddy version
cat "$folder/asked"
diff "$folder/asked" - <<'SEEN'
/ask?q=1 /without/a?q=1
/ask /with/a?q=1
SEEN
