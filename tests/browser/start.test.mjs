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

journey("nothing is downloaded twice", {}, async ({ page, requests }) => {
  await ready(page);
  assert.deepEqual(requests.toSorted(), [...new Set(requests)].sort());
  assert.equal(requests.filter((url) => url.endsWith(".wasm")).length, 2, String(requests));
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
