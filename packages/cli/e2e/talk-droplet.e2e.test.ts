/** The talk's droplet with its name, as `examples/talk/droplet` has it, against both services in memory, over real sockets. */

import { execFile, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  answerNames,
  DNSIMPLE_ACCOUNT,
  DNSIMPLE_TOKEN,
  DO_TOKEN,
  simulateDigitalOcean,
  simulateDnsimple,
} from "@tutti/provider-cloud/testkit";
import { createRealRuntime } from "@tutti/runtime";
import { expect, onTestFinished, test } from "vitest";
import { must, project, run } from "./tutti.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/talk/droplet", import.meta.url));
const HOST = "127.0.0.1";

async function services() {
  const { network } = createRealRuntime();
  const ocean = await simulateDigitalOcean(network, HOST);
  const dnsimple = await simulateDnsimple(network, HOST);
  const names = await answerNames(network, { ocean: ocean.world, dnsimple }, HOST);
  onTestFinished(async () => {
    await ocean.close();
    await dnsimple.close();
    await names.close();
  });
  const account_id = Number(DNSIMPLE_ACCOUNT);
  dnsimple.zones.set("example.com", { id: 1, account_id, name: "example.com", active: true });
  dnsimple.records.set("example.com", new Map());
  const env = {
    DIGITALOCEAN_API_URL: ocean.url,
    DIGITALOCEAN_TOKEN: DO_TOKEN,
    DNSIMPLE_API_URL: dnsimple.url,
    DNSIMPLE_TOKEN,
    DNSIMPLE_ACCOUNT,
  };
  return { ocean, dnsimple, names, env };
}

/** What is printed; the name servers are in this process, which goes on meanwhile. */
async function dig(port: number, name: string): Promise<string> {
  return (await promisify(execFile)("dig", [`@${HOST}`, "-p", String(port), name, "+short"])).stdout;
}

const noDig = spawnSync("dig", ["-v"]).error !== undefined;

test.skipIf(noDig)(
  "a droplet is made, then the record that leads to it; then nothing is to do, and both go",
  async () => {
    const { ocean, dnsimple, names, env } = await services();
    const folder = project();
    cpSync(EXAMPLE, folder, { recursive: true });
    const log = join(folder, "trace.log");
    const options = { env: { ...env, TF_LOG: "TRACE", TF_LOG_PATH: log } };
    await must(folder, ["init"], options);

    const plan = (await must(folder, ["plan", "-out=talk.plan"], options)).stdout;
    expect(plan).toMatch(/\+ ipv4_address += \(known after apply\)/);
    expect(plan).toMatch(/\+ value += \(known after apply\)/);
    expect(plan).toContain("Plan: 2 to add, 0 to change, 0 to destroy.");
    expect(ocean.log).toEqual([]);

    const applied = (await must(folder, ["apply", "talk.plan"], options)).stdout;
    const steps = ["digitalocean_droplet.web: Creation complete", "dnsimple_record.hello: Creating..."];
    expect(steps.map((step) => applied.indexOf(step))).toEqual(
      steps.map((step) => applied.indexOf(step)).toSorted((a, b) => a - b),
    );
    const address = (await run(folder, ["state", "show", "digitalocean_droplet.web"])).stdout.match(
      /ipv4_address += "([0-9.]+)"/,
    )?.[1];
    expect(address).toMatch(/^203\.0\.113\./);
    const records = [...(dnsimple.records.get("example.com")?.values() ?? [])];
    expect(records).toMatchObject([{ name: "test", type: "A", content: address, ttl: 3600 }]);
    expect(await dig(names.port, "test.example.com")).toBe(`${address}\n`);

    expect((await must(folder, ["plan", "-detailed-exitcode"], options)).stdout).toContain("No changes.");
    expect((await must(folder, ["destroy", "-auto-approve"], options)).stdout).toContain("2 destroyed");
    expect(dnsimple.records.get("example.com")?.size).toBe(0);
    expect(ocean.world.values("droplets")).toEqual([]);

    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.(log|plan|tfstate|backup)$/.test(file),
    )) {
      const text = readFileSync(join(folder, name), "latin1");
      expect(text.includes(DO_TOKEN) || text.includes(DNSIMPLE_TOKEN), name).toBe(false);
    }
  },
);

test("what the service refuses stands at its argument, and what was made is kept", async () => {
  const { ocean, env } = await services();
  const folder = project();
  cpSync(EXAMPLE, folder, { recursive: true });
  await must(folder, ["init"], { env });
  ocean.trouble({
    at: "POST /v2/droplets",
    times: 1,
    answer: { status: 429, headers: { "retry-after": "0" } },
  });
  const size = {
    at: "POST /v2/droplets",
    times: 1,
    answer: { status: 422, body: { message: "Size is not available in this region." } },
  };
  ocean.trouble(size);
  const failed = await run(folder, ["apply", "-auto-approve", "-no-color"], { env });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain("Error: The service refused");
  expect(failed.stderr).toMatch(/ 5: +size += "s-1vcpu-1gb"/);
  await must(folder, ["apply", "-auto-approve"], { env });
  await must(folder, ["destroy", "-auto-approve"], { env });
});
