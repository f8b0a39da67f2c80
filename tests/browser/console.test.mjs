// The console under a person's fingers: help, completion, pages, history; and the configuration edited as a whole.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, journey, shot } from "./harness.mjs";

async function sitDown(page, device) {
  await page.getByText("IPsec SAs up").first().waitFor();
  await page.getByRole("tab", { name: device, exact: true }).click();
  const input = page.getByRole("textbox", { name: new RegExp(`^Command for ${device}`) });
  const log = page.getByRole("log", { name: `Console of ${device}` });
  const enter = async (line) => {
    await input.pressSequentially(line);
    await input.press("Enter");
  };
  return { input, log, enter };
}

journey("a router's keys do at the console what they do on a router", {}, async ({ page }) => {
  const { input, log, enter } = await sitDown(page, "R1");
  await input.pressSequentially("sh");
  await input.press("Tab");
  await page.waitForFunction((field) => field.value === "show ", await input.elementHandle());
  await input.pressSequentially("standby ?");
  await log.getByText(/^ {2}brief +Brief summary/m).waitFor();
  await page.waitForFunction((field) => field.value === "show standby ", await input.elementHandle());
  await input.press("Control+u");
  assert.equal(await input.inputValue(), "");

  await enter("show running-config");
  await log.getByText("--More--").waitFor();
  await input.press("q");
  await enter("show clock");
  await input.press("ArrowUp");
  await input.press("ArrowUp");
  await page.waitForFunction((field) => field.value === "show running-config", await input.elementHandle());
  await input.press("Control+u");

  await enter("configure terminal");
  await enter("interface fa0/0");
  await log.getByText(/\(config-if\)#|interface fa0\/0/).first().waitFor();
  await input.press("Control+z");
  await log.getByText("%SYS-5-CONFIG_I: Configured from console by console").waitFor();
  await shot(page, "console-keys");
});

journey("an edited configuration is applied by the fewest lines", {}, async ({ page }) => {
  await sitDown(page, "R6");
  await page.getByRole("button", { name: "Configuration" }).click();
  const edit = page.getByRole("button", { name: "Edit" });
  await edit.and(page.locator(":enabled")).click();
  const text = page.getByRole("textbox", { name: "The whole configuration of R6" });
  const before = await text.inputValue();
  assert.match(before, /crypto isakmp keepalive 10 periodic/);
  await text.fill(before.replace("crypto isakmp keepalive 10 periodic", "crypto isakmp keepalive 15 3\nbogus line"));
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByText("1 line, 1 edited line refused").waitFor();
  await page.getByRole("button", { name: "Apply changes" }).click();
  await assertAccessible(page);
  await shot(page, "configuration-edited");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByLabel("Running configuration of R6").getByText(/crypto isakmp keepalive 15 3/).waitFor();
});

journey("what crossed the cables can be saved for Wireshark", {}, async ({ page }) => {
  await page.getByText("IPsec SAs up").first().waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Capture" }).click();
  const file = await download;
  assert.match(file.suggestedFilename(), /^ipsec-ha-hsrp.*\.pcapng$/);
  const bytes = readFileSync(await file.path());
  assert.equal(bytes.subarray(0, 4).toString("hex"), "0a0d0d0a");
  assert.ok(bytes.length > 100_000, `${bytes.length} octets`);
});
