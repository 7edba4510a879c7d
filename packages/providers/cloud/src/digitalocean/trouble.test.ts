/** What goes wrong at the service, and how long that takes. */

import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { furnish } from "../../testkit/digitalocean-arguments.ts";
import { DO_TOKEN, simulateDigitalOcean } from "../../testkit/digitalocean-simulator.ts";
import { fieldsOf, openCloud } from "../../testkit/opened-cloud.ts";
import type { Trouble } from "../../testkit/simulated-api.ts";
import { createProviderFactory } from "./provider.ts";

const DROPLET = { image: "ubuntu-24-04-x64", name: "web-1", region: "nyc3", size: "s-1vcpu-1gb" };

async function begin(config = {}) {
  const machine = createMachine();
  const api = await simulateDigitalOcean(machine.host.network, "10.0.0.1");
  furnish(api.world);
  const all = { api_endpoint: api.url, token: DO_TOKEN, ...config };
  const cloud = await openCloud(createProviderFactory, machine, all);
  const lines = (method: string): number => api.log.filter((asked) => asked.method === method).length;
  const timed = async <T>(run: () => Promise<T>): Promise<[T, number]> => {
    const before = machine.host.clock.now();
    const outcome = await run();
    return [outcome, Math.round((machine.host.clock.now() - before) / 1000)];
  };
  return { machine, api, cloud, lines, timed };
}

const KEY = { name: "k", public_key: "ssh-rsa AAAA1" };
const POST = "POST /v2/account/keys";
const GET = "GET /v2/account/keys";

const troubles: readonly [string, Trouble, { seconds: number; told: string | undefined }][] = [
  [
    "429 with Retry-After",
    { at: POST, times: 1, answer: { status: 429, headers: { "retry-after": "7" } } },
    { seconds: 7, told: undefined },
  ],
  [
    "429 by the backoff, whose limit begins anew now",
    { at: POST, times: 2, answer: { status: 429, headers: { "ratelimit-reset": "0" } } },
    { seconds: 0, told: undefined },
  ],
  [
    "503 once, also of a POST",
    { at: POST, times: 1, answer: { status: 503, headers: { "ratelimit-reset": "" } } },
    { seconds: 1, told: undefined },
  ],
  [
    "502 of a GET, three times",
    { at: GET, times: 3, answer: { status: 502, body: {} } },
    { seconds: 1 + 2 + 4, told: undefined },
  ],
  [
    "429 for longer than anybody waits",
    {
      at: POST,
      times: 1,
      answer: {
        status: 429,
        headers: { "retry-after": "3600" },
        body: { message: "API rate limit exceeded." },
      },
    },
    {
      seconds: 0,
      told: 'Rate limit reached: DigitalOcean did not add the SSH key "k" (429): API rate limit exceeded. It takes requests again in 3600 s. Request request-1.',
    },
  ],
  [
    "500 of a POST, which may have made it",
    { at: POST, times: 1, answer: { status: 500, body: { message: "Server was unable" } } },
    {
      seconds: 0,
      told: 'The service refused: DigitalOcean did not add the SSH key "k" (500): Server was unable. Request request-1.',
    },
  ],
  ["nobody answers a POST", { at: POST, times: 1 }, { seconds: 60, told: "Cannot reach the service: " }],
  ["nobody answers a GET, once", { at: GET, times: 1 }, { seconds: 61, told: undefined }],
];
test.each(troubles)("%s", async (_, trouble, { seconds, told }) => {
  const { api, cloud, timed } = await begin();
  api.trouble(trouble);
  const [made, took] = await timed(() => cloud.apply("digitalocean_ssh_key", KEY));
  expect(took).toBe(seconds);
  if (told === undefined) expect(made.told).toEqual([]);
  else expect(made.told[0]).toContain(told);
  if (told === undefined) expect(fieldsOf(made).text("name")).toBe("k");
});

test("five tries and no more, unless the configuration says so", async () => {
  const { api, cloud, timed } = await begin({ http_retry_max: 1, http_retry_wait_min: 3 });
  api.trouble({ at: "POST", times: 9, answer: { status: 429, headers: { "ratelimit-reset": "" } } });
  const [made, took] = await timed(() => cloud.apply("digitalocean_ssh_key", KEY));
  expect(made.told[0]).toContain("(429)");
  expect(took).toBe(3);
});

test("so many requests in a second", async () => {
  const { cloud, timed } = await begin({ requests_per_second: 0.5 });
  const [, took] = await timed(() => cloud.apply("digitalocean_ssh_key", KEY));
  expect(took).toBe(2);
});

const refused: readonly [string, string, object, string][] = [
  ["digitalocean_droplet", "size", { ...DROPLET, size: "s-nothing" }, "invalid size"],
  ["digitalocean_droplet", "region", { ...DROPLET, region: "mars1" }, "Region is not available"],
  ["digitalocean_droplet", "image", { ...DROPLET, image: "plan9" }, "invalid image"],
  [
    "digitalocean_record",
    "value",
    { domain: "example.com", type: "A", name: "x", value: "no address" },
    "IPv4 address",
  ],
  ["digitalocean_domain", "name", { name: "example.com" }, "already exists"],
  ["digitalocean_volume", "name", { name: "spare", region: "nyc3", size: 1 }, "already taken"],
];
test.each(refused)("what %s is refused for stands at %s", async (type, name, config, words) => {
  const { cloud } = await begin();
  const made = await cloud.apply(type, config as never);
  expect(made.told[0]).toContain(words);
  expect(made.at).toEqual([name]);
});

test("what is new is seen late, a droplet gets ready, and an action takes a while", async () => {
  const { api, cloud, timed } = await begin();
  Object.assign(api.world.knobs, { lateBy: 2, asksUntilDone: 3 });
  const [made, took] = await timed(() => cloud.apply("digitalocean_droplet", DROPLET));
  expect(made.told).toEqual([]);
  expect(fieldsOf(made).string("ipv4_address")).toMatch(/^203\.0\.113\./);
  expect(took).toBeGreaterThan(5);
  const larger = await cloud.apply("digitalocean_droplet", { ...DROPLET, size: "s-2vcpu-2gb" }, made.state);
  expect(larger.told).toEqual([]);
  expect(fieldsOf(larger).number("vcpus")).toBe(2);
  const asked = api.log.filter(({ path }) => path.endsWith("/actions")).map(({ body }) => body["type"]);
  expect(asked).toEqual(["power_off", "resize", "power_on"]);
});

test("an action that goes wrong is told, and the droplet is turned on again", async () => {
  const { api, cloud } = await begin();
  const made = await cloud.apply("digitalocean_droplet", DROPLET);
  api.world.knobs.failing.add("resize");
  const larger = await cloud.apply("digitalocean_droplet", { ...DROPLET, size: "s-2vcpu-2gb" }, made.state);
  expect(larger.told[0]).toMatch(
    /^Action failed: DigitalOcean began to change the droplet \d+, and it went wrong there/,
  );
  expect(api.world.hand("droplets", fieldsOf(made).text("id"))["status"]).toBe("active");
});

test("a droplet that is not ready in time is in the state all the same", async () => {
  const { api, cloud, timed } = await begin();
  api.world.knobs.asksUntilDone = 10_000;
  const config = { ...DROPLET, timeouts: { create: "2m" } };
  const [made, took] = await timed(() => cloud.apply("digitalocean_droplet", config));
  expect(made.told).toEqual([
    'Timeout: To create the droplet took longer than 2m. To allow more, write a block timeouts with create = "…" into the resource.',
  ]);
  expect(took).toBe(120);
  expect(fieldsOf(made).text("id")).toMatch(/^\d+$/);
});

test("a busy droplet is waited for", async () => {
  const { api, cloud } = await begin();
  api.world.knobs.asksUntilDone = 2;
  api.world.begin("snapshot", "7", "droplet", () => {});
  const action = api.world.values("actions")[0];
  api.trouble({
    at: "POST /v2/volumes",
    times: 2,
    answer: { status: 422, body: { message: "Droplet already has a pending event." } },
  });
  Object.assign(action ?? {}, { status: "completed" });
  const volume_id = "00000000-0000-4000-8000-000000000009";
  const made = await cloud.apply("digitalocean_volume_attachment", { droplet_id: 7, volume_id });
  expect(made.told).toEqual([]);
  expect(api.world.hand("volumes", volume_id)["droplet_ids"]).toEqual([7]);
});

test("a VPC with somebody in it is deleted when they are gone, or told in time", async () => {
  const { machine, api, cloud } = await begin();
  const made = await cloud.apply("digitalocean_vpc", { name: "n", region: "nyc3" });
  const id = fieldsOf(made).text("id");
  Object.assign(api.world.hand("droplets", "7"), { vpc_uuid: id });
  machine.host.clock.after(20_000, () => void api.world.all.droplets.delete("7"));
  expect((await cloud.destroy("digitalocean_vpc", made.state)).told).toEqual([]);
  expect(api.world.all.vpcs.has(id)).toBe(false);
});

test("a volume does not shrink", async () => {
  const { cloud } = await begin();
  const made = await cloud.apply("digitalocean_volume", { name: "data", region: "nyc3", size: 10 });
  const plan = await cloud.plan("digitalocean_volume", { name: "data", region: "nyc3", size: 5 }, made.state);
  expect(plan.told).toEqual([
    "Invalid argument: The volume has 10 GiB and cannot shrink to 5. Leave its size, or replace it.",
  ]);
});

test("without a token nothing is asked; a wrong one, and one that may not, are told, and no token is shown", async () => {
  const nobody = await begin({ token: null });
  const plan = await nobody.cloud.plan("digitalocean_ssh_key", KEY);
  expect(plan.told).toEqual([]);
  expect((await nobody.cloud.apply("digitalocean_ssh_key", KEY)).told[0]).toContain(
    "Set the environment variable DIGITALOCEAN_TOKEN",
  );
  expect(nobody.api.log).toEqual([]);

  const wrong = await begin({ token: "dop_v1_secret" });
  const made = await wrong.cloud.apply("digitalocean_ssh_key", KEY);
  expect(made.told[0]).toContain("The token is not valid");
  expect(JSON.stringify(made.told)).not.toContain("dop_v1_secret");

  const lesser = await begin();
  lesser.api.trouble({
    at: "POST",
    times: 1,
    answer: { status: 403, body: { message: "You are not authorized" } },
  });
  expect((await lesser.cloud.apply("digitalocean_ssh_key", KEY)).told[0]).toMatch(
    /^Access denied by the service: /,
  );
});

test("the environment says who and where", async () => {
  const { api } = await begin();
  const machine = createMachine({
    variables: { DIGITALOCEAN_TOKEN: DO_TOKEN, DIGITALOCEAN_API_URL: "http://10.0.0.1:8090/" },
  });
  const own = await simulateDigitalOcean(machine.host.network, "10.0.0.1", 8090);
  const cloud = await openCloud(createProviderFactory, machine, {});
  expect((await cloud.apply("digitalocean_ssh_key", KEY)).told).toEqual([]);
  expect(own.log[0]?.headers["user-agent"]).toBe("digitalocean-provider");
  expect(api.log).toEqual([]);
});
