#!/usr/bin/env bash
# nginx 1.22.1 (Debian 12): `auth_request` never sends a body, but the client_max_body_size of the location that
# asks is compared with the Content-Length of the client all the same. A body that the protected location
# allows (10 MB here) is answered 500, because the subrequest "failed" with 413: it looks as if the
# authorization service could not be reached. `client_max_body_size 0;` in the location that asks mends it.
set -euo pipefail
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { echo "needs Debian's nginx"; exit 2; }
folder=$(mktemp -d)
trap '[ -f "$folder/nginx.pid" ] && kill "$(cat "$folder/nginx.pid")"; sleep 0.2; rm -rf "$folder"' EXIT
chmod 755 "$folder"; mkdir -m 777 "$folder/temp"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
write() { cat > "$folder/nginx.conf" <<CONF
pid nginx.pid; error_log error.log error;
events {}
http {
  access_log off;
  client_body_temp_path temp/body; proxy_temp_path temp/proxy; fastcgi_temp_path temp/f; uwsgi_temp_path temp/u; scgi_temp_path temp/s;
  server {
    listen 127.0.0.1:$port;
    location /app { auth_request /ask; client_max_body_size 10m; proxy_pass http://127.0.0.1:$port/ok; }
    location = /ask { internal; $1 proxy_pass http://127.0.0.1:$port/ok; proxy_pass_request_body off; proxy_set_header Content-Length ""; }
    location = /ok { client_max_body_size 10m; return 200; }
  }
}
CONF
}
post() { head -c 1500000 /dev/zero | curl -s -o /dev/null -w '%{http_code}' --data-binary @- "http://127.0.0.1:$port/app"; }
write ''
"$nginx" -p "$folder" -c nginx.conf
without=$(post)
grep -q 'auth request unexpected status: 413' "$folder/error.log"
kill "$(cat "$folder/nginx.pid")"; while [ -f "$folder/nginx.pid" ]; do sleep 0.1; done
write 'client_max_body_size 0;'
"$nginx" -p "$folder" -c nginx.conf
with=$(post)
"$nginx" -v 2>&1
echo "1.5 MB, limit 10 MB where the body goes: $without; with 'client_max_body_size 0' where nginx asks: $with"
[ "$without $with" = "500 200" ]
