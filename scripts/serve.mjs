// Serves a folder of files as a static host would, with the page's content security policy as a header.
//   node scripts/serve.mjs [--port 8080] [--root dist]
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

// Files with their content's hash in the path never change.
const HASHED = /-[0-9a-f]{16}[./_]/;

/// The policy in the page's meta element. As a header it holds for the worker as well.
async function policy(root) {
  const html = await readFile(resolve(root, "index.html"), "utf8");
  const meta = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html);
  if (!meta) throw new Error("index.html has no content security policy");
  return `${meta[1]}; frame-ancestors 'none'`;
}

async function answer(root, base, request) {
  const nothing = (status) => ({ status, headers: {}, body: "" });
  if (!["GET", "HEAD"].includes(request.method)) return nothing(405);
  let path;
  try {
    path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  } catch {
    return nothing(400);
  }
  if (!path.startsWith(base)) return nothing(404);
  path = path.slice(base.length) || "index.html";
  const file = resolve(root, path);
  if (!file.startsWith(root + sep) || path.includes("\0")) return nothing(404);
  let body;
  try {
    body = await readFile(file);
  } catch {
    return nothing(404);
  }
  const headers = {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Length": body.length,
    "Content-Security-Policy": await policy(root),
    "Cache-Control": HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
  return { status: 200, headers, body: request.method === "HEAD" ? "" : body };
}

/// Starts a server for the folder `root`; port 0 takes any free one. `base` is the folder it plays on the host.
export async function serve({ root, port = 0, host = "127.0.0.1", base = "/" }) {
  const folder = resolve(root);
  await policy(folder);
  const server = createServer((request, response) => {
    answer(folder, base, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, done);
  });
  const origin = `http://${host}:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { origin, url: origin + base, close };
}

async function main() {
  const options = { port: { type: "string", default: "8080" }, root: { type: "string", default: "dist" } };
  const { values } = parseArgs({ options });
  try {
    const { url } = await serve({ root: values.root, port: Number(values.port) });
    console.log(`vipsec is at ${url} (stop with Ctrl-C)`);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    console.error(`Port ${values.port} is taken. Choose another: make serve PORT=8081`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
