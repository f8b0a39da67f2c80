// The page starts: in both themes, on a phone, in a sub-folder of a host, and under its own policy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, assertAccessible, journey, openPage, shot } from "./harness.mjs";

const ready = (page) => page.getByText("worker ready").waitFor();

for (const theme of ["light", "dark"]) {
  journey(`the page and its worker start, ${theme}`, { theme }, async ({ page }) => {
    await page.getByRole("heading", { name: "vipsec", level: 1 }).waitFor();
    await ready(page);
    await assertAccessible(page);
    await shot(page, `start-${theme}`);
  });
}

journey("the page starts on a phone", { viewport: PHONE }, async ({ page }) => {
  await ready(page);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} pixels wider than the screen`);
});

journey("the page starts in a sub-folder of a host", { base: "/some/folder/" }, async ({ page }) => {
  await ready(page);
});

journey("nothing is downloaded twice, and what the first picture does not need comes after it", {}, async ({ page, requests, asked }) => {
  await page.getByText("IPsec SAs up").first().waitFor();
  assert.deepEqual(requests.toSorted(), [...new Set(requests)].sort());
  const pictured = await page.evaluate(() => performance.timeOrigin + performance.getEntriesByName("pictured")[0].startTime);
  const modules = asked.filter((request) => request.url().endsWith(".wasm"));
  const isLater = (request) => request.timing().startTime >= pictured;
  const name = (request) => request.url().replace(/.*\//, "").replace(/-[0-9a-f]{16}/g, "");
  assert.deepEqual(modules.filter((request) => !isLater(request)).map(name).sort(), ["vipsec-web_bg.wasm", "vipsec-worker_bg.wasm"]);
  assert.deepEqual(modules.filter(isLater).map(name).sort(), ["rest.wasm", "vipsec-worker_rest.wasm"]);
});

// Without its second half the worker must not go on; the page says so and offers to try again.
test("a worker that cannot get its second half says so", async () => {
  const { page, context, server, close } = await openPage({ path: "icon.svg" });
  try {
    await context.route("**/vipsec-worker_rest.wasm", (route) => route.abort());
    await page.goto(server.url);
    await page.getByText(/could not be loaded|Failed to execute 'send'/).first().waitFor();
    await page.getByRole("button", { name: "Start again" }).waitFor();
    await context.unroute("**/vipsec-worker_rest.wasm");
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByText("IPsec SAs up").first().waitFor();
  } finally {
    await close();
  }
});

journey("a worker that was ended can be started again", {}, async ({ page }) => {
  await ready(page);
  const answer = await page.evaluate(
    () =>
      new Promise((done) => {
        const worker = globalThis.vipsec.startWorker();
        worker.onmessage = ({ data }) => done(data.type);
        worker.postMessage({ type: "hello" });
      }),
  );
  assert.equal(answer, "ready");
});

// The watch over the page has to bark: each of these is caught by the policy, the server or the console.
test("what the page must not do is noticed", async () => {
  const { page, errors, close } = await openPage();
  try {
    await ready(page);
    assert.deepEqual(errors, []);
    const refused = await page.evaluate(async () => {
      const attempts = {
        elsewhere: () => fetch("https://example.org/"),
        code: () => new Function("return 1")(),
        markup: () => (document.body.innerHTML = "<p>text</p>"),
        script: () => new Worker("other.js"),
      };
      // Code that is run for a debugger may evaluate text; what runs later may not.
      await new Promise((done) => setTimeout(done));
      const refused = [];
      for (const [name, attempt] of Object.entries(attempts)) {
        try {
          await attempt();
        } catch {
          refused.push(name);
        }
      }
      await fetch("missing.txt");
      return refused;
    });
    assert.deepEqual(refused, ["elsewhere", "code", "markup", "script"]);
    assert.ok(errors.some((error) => error.startsWith("404")), String(errors));
    assert.ok(errors.some((error) => error.includes("Content Security Policy")), String(errors));
  } finally {
    await close();
  }
});
