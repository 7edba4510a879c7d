/** Plans that know what lives: real processes, a real agent, and what a plan says of them. */

import { expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { type Ended, project, run } from "./tutti.ts";

const SERVER = `import { createServer } from "node:http";
createServer((_, response) => {
  if (process.env.RELEASE === "bad") response.statusCode = 500;
  response.end("ok");
}).listen(Number(process.env.PORT), "127.0.0.1");
`;

const MAIN = `terraform {
  required_providers {
    tutti = {
      source = "tutti/process"
    }
  }
}
variable "release" {
  default = "good"
}
variable "number" {
  default = 2
}
resource "tutti_process" "web" {
  provider    = tutti
  count       = var.number
  command     = ["${process.execPath}", "\${path.module}/server.mjs"]
  port        = 0
  environment = { RELEASE = var.release }
  service "web" {
    address          = "127.0.0.1"
    port             = 0
    wait_for_healthy = var.release != "bad"
    check {
      http     = "/"
      interval = "250ms"
    }
  }
}
`;

const said = ({ stdout, stderr }: Ended): string => `${stdout}${stderr}`.replaceAll(/\s*\n[│ ]*/g, " ");

test("a plan shows how services stand, and refuses to take the last healthy instance away", async () => {
  const folder = project({ "main.tf": MAIN, "server.mjs": SERVER });
  const { address, get } = await startAgent(folder, ["-dev"]);
  const env = { CONSUL_HTTP_ADDR: address };
  const tutti = (...args: readonly string[]) => run(folder, args, { env });
  onTestFinished(async () => {
    await tutti("destroy", "-auto-approve");
  });
  expect((await tutti("init")).status).toBe(0);
  expect((await tutti("apply", "-auto-approve")).status).toBe(0);

  const fewer = await tutti("plan", "-var=number=1");
  expect(fewer.status).toBe(0);
  expect(fewer.stdout).toContain(
    "# web: 2 passing\n      goes: tutti_process.web[1]\n      healthy now 2, then at least 1\n",
  );

  const anew = await tutti("apply", "-auto-approve", "-var=release=next");
  expect(anew.status).toBe(1);
  expect(said(anew)).toMatch(/tutti_process\.web\[0\], tutti_process\.web\[1\], which leaves 0; 1 must stay/);
  expect(said(anew)).toContain("or allow it with -allow-outage=web.");

  const allowed = await tutti("plan", "-var=release=bad", "-allow-outage=web", "-out=p.plan");
  expect(allowed.status).toBe(0);
  const shown = JSON.parse((await tutti("show", "-json", "p.plan")).stdout);
  expect(shown.health).toEqual([
    { service: "web", seen: true, passing: 2, warning: 0, critical: 0, min_healthy: 1, unwell: [] },
  ]);
  expect(shown.impact).toMatchObject([
    { service: "web", healthy: 2, healthy_least: 0, outage_allowed: true },
  ]);
  const beside = await tutti("apply", "-allow-outage=web", "p.plan");
  expect(said(beside)).toContain("Give -allow-outage to plan");
  expect((await tutti("apply", "p.plan")).status).toBe(0);

  // Nothing of it serves any more, so nothing can be lost; what is wrong is told though nothing changes.
  await expect.poll(() => get("/v1/health/service/web?passing"), { timeout: 20_000 }).toEqual([]);
  const unwell = await tutti("plan", "-var=release=bad");
  expect(unwell.stdout).toMatch(
    /# web: 0 passing, 2 critical\n {6}critical: tutti_process\.web\[0\]: Service/,
  );
  expect((await tutti("apply", "-auto-approve")).status).toBe(0);

  const destroyed = await run(folder, ["destroy"], { env, input: "no\n" });
  expect(destroyed.stdout).toContain("Healthy instances of these services go with it: web.");
}, 180_000);
