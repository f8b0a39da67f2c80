// The article's failure, as a person sees it: the lab runs, an interface is shut, the page says where the time went.
import assert from "node:assert/strict";
import { PHONE, assertAccessible, journey, shot } from "./harness.mjs";

const panel = (page, name) => page.getByRole("region", { name });
const speed = (page, label) => page.getByRole("combobox", { name: "Speed" }).selectOption({ label });

/// R6's tunnel in this state.
const tunnel = (page, state) =>
  page.getByRole("list", { name: "Tunnels" }).getByRole("listitem").filter({ hasText: new RegExp(`155\\.1\\.146\\.254\\s*${state}`) });

/// The lab runs and pings are answered.
async function running(page) {
  await page.getByText("IPsec SAs up").first().waitFor();
  await panel(page, "Failover chart").getByText(/\d+ of \d+ answered/).waitFor();
}

/// Opens a device's console.
async function console_(page, device) {
  await page.getByRole("tab", { name: device, exact: true }).click();
  return page.getByRole("textbox", { name: new RegExp(`^Command for ${device}`) });
}

async function type(page, device, ...lines) {
  const input = await console_(page, device);
  for (const line of lines) {
    await input.fill(line);
    await input.press("Enter");
  }
  return page.getByRole("log", { name: `Console of ${device}` });
}

/// The pings come back, and the page says how long it took and where the time went.
async function explained(page) {
  const chart = panel(page, "Failover chart");
  const sentence = chart.getByText(/as ping reports it, \d+ pings lost; .* as it really was/).first();
  await sentence.waitFor({ timeout: 60_000 });
  const text = await sentence.textContent();
  const [, seconds, lost] = text.match(/([\d.]+) s as ping reports it, (\d+) pings lost/);
  assert.ok(seconds >= 22 && seconds <= 26, text);
  assert.ok(lost >= 11 && lost <= 13, text);
  for (const part of ["DPD wait 10.0 s", "DPD retries 10.", "IKE main mode", "IKE quick mode", "next ping"]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
}

journey("the button breaks the article's lab, and the page explains the outage", {}, async ({ page }) => {
  await running(page);
  await page.getByRole("button", { name: /R1, router, HSRP Active with priority 200/ }).waitFor();
  await page.getByRole("button", { name: /Break it/ }).click();
  await page.getByRole("button", { name: /R4, router, HSRP Active with priority 100/ }).waitFor();
  await tunnel(page, "stale").waitFor();
  await shot(page, "failover-during");
  await speed(page, "×20");
  await explained(page);
  await tunnel(page, "up").waitFor();
  await assertAccessible(page);
  await shot(page, "failover-after");
});

journey("typing shutdown at R1's console does the same", { theme: "dark" }, async ({ page }) => {
  await running(page);
  const log = await type(page, "R1", "configure terminal", "interface FastEthernet0/0", "shutdown", "end");
  await log.getByText(/Rack1R1\(config-if\)#shutdown/).waitFor();
  await log.getByText(/%HSRP-5-STATECHANGE: FastEthernet0\/0 Grp 1 state Active -> Init/).waitFor();
  await speed(page, "×20");
  await explained(page);
  const standby = await type(page, "R4", "show standby brief");
  await standby.getByText(/Fa0\/1 +1 +100 +P Active +local/).waitFor();
  await shot(page, "failover-typed-dark");
});

journey("an interface on the diagram offers to be shut", { viewport: { width: 1280, height: 800 } }, async ({ page }) => {
  await running(page);
  await page.getByRole("button", { name: /^R1 FastEthernet0\/0, 155\.1\.146\.1\/24/ }).click();
  await page.getByRole("menuitem", { name: /Shut/ }).or(page.getByRole("button", { name: /^Shut FastEthernet0\/0/ })).first().click();
  await page.getByRole("button", { name: /^R1 FastEthernet0\/0, .*administratively down/ }).waitFor();
});

journey("rubbish at the console is answered as IOS answers it", {}, async ({ page }) => {
  await running(page);
  const log = await type(page, "R5", "show foo", "<script>alert(1)</script>", "configure terminal", "router eigrp 1x");
  await log.getByText(/% Invalid input detected at '\^' marker\./).first().waitFor();
});

journey("the lab runs on a phone", { viewport: PHONE }, async ({ page }) => {
  await page.getByText("IPsec SAs up").first().waitFor();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} pixels wider than the screen`);
  await shot(page, "phone");
});
