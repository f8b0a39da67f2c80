// What journeys through the page need: a server for dist/, a headless Chromium, and a watch over each page.
//
//   journey("what a person does", { theme: "dark" }, async ({ page }) => { … });
//
// A journey fails too if the page logs an error or a warning, throws, asks another host for anything, or fails to load a file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { serve } from "../../scripts/serve.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOTS = join(ROOT, "tests/browser/shots");

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/// Serves dist/ on a free port; `base` is the folder it plays on the host.
export const startServer = (base = "/") => serve({ root: join(ROOT, "dist"), base });

/// Starts a Chromium with a new, empty profile.
export function launch() {
  const executablePath = execFileSync(join(ROOT, "scripts/browser.sh"), { encoding: "utf8" }).trim();
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

// One browser for all journeys of a file, started by the first of them.
let browser;
const sharedBrowser = () => (browser ??= launch());
after(async () => (await browser)?.close());

/// Opens the page in a context of its own. `errors` collects what it must not do,
/// `requests` the addresses it has asked for, `asked` the same as Playwright's requests.
///   theme: "light" or "dark"    viewport: { width, height }    motion: "no-preference" or "reduce"
///   path: what follows the page's address, such as "#…"        base: the folder on the host
export async function openPage({ theme = "light", viewport = DESKTOP, motion = "no-preference", path = "", base = "/" } = {}) {
  const server = await startServer(base);
  const context = await (await sharedBrowser()).newContext({
    colorScheme: theme,
    reducedMotion: motion,
    viewport,
    locale: "en-US",
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(15_000);
  const errors = [];
  const requests = [];
  const asked = [];
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => errors.push(`thrown: ${error.error().stack ?? error.error()}`));
  context.on("request", (request) => {
    requests.push(request.url());
    asked.push(request);
    const { origin, protocol } = new URL(request.url());
    if (origin !== server.origin && !["blob:", "data:"].includes(protocol)) errors.push(`asked elsewhere: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()}: ${response.url()}`);
  });
  const page = await context.newPage();
  await page.goto(server.url + path);
  const close = async () => {
    await context.close();
    await server.close();
  };
  return { page, context, server, errors, requests, asked, close };
}

/// Saves what the page looks like as tests/browser/shots/NAME.png.
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
}

/// Fails if axe finds an accessibility violation on the page as it is now.
export async function assertAccessible(page) {
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const lines = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  assert.deepEqual(lines, []);
  assert.ok(passes.length > 0, "axe checked nothing");
}

/// A test that opens the page, runs `steps` and looks at what the page has been up to.
export function journey(name, options, steps) {
  test(name, { timeout: 120_000 }, async (t) => {
    const opened = await openPage(options);
    try {
      await steps({ ...opened, t });
      assert.deepEqual(opened.errors, []);
    } catch (error) {
      await shot(opened.page, `failed-${name}`).catch(() => {});
      throw error;
    } finally {
      await opened.close();
    }
  });
}
