/** The steps of the tour, in order. Each says in plain words what it does, does it, checks it, and tells how long it took. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pause } from "./stage.mjs";

const INSTANCES = 3;

/** True when every step held. */
export async function play(stage, { interrupted }) {
  const thing = stage.containers ? "container" : "process";
  const steps = [
    [
      "The agent is up in dev mode: catalog, health checks, DNS and HTTP.",
      () => must(stage.run(["members"]), "members"),
    ],
    ["Read the configuration.", () => must(stage.run(["init"]), "init")],
    ["Plan: what would be made, and why.", () => must(stage.run(["plan", "-out=first.plan"]), "plan")],
    [
      `Apply the plan: each ${thing} is made and registered as an instance of the service web.`,
      () => must(stage.run(["apply", "first.plan"]), "apply"),
    ],
    ["Ask DNS and HTTP where web is.", () => seeInstances(stage, INSTANCES)],
    [`Kill one ${thing} behind Tutti's back.`, () => killOne(stage)],
    ["It leaves DNS, because its check fails.", () => seeInstances(stage, INSTANCES - 1)],
    ["Plan again: the drift is shown, with its reason.", () => seeDrift(stage)],
    ["Apply: it is made again.", () => must(stage.run(["apply", "-auto-approve"]), "apply")],
    ["It is back in DNS.", () => seeInstances(stage, INSTANCES)],
    [
      "Change the release in the configuration and apply that, under load: no request may fail.",
      () => underLoad(stage, () => newRelease(stage)),
    ],
    ["Every instance serves the new release.", () => seeRelease(stage, "release 2.0")],
    [
      "Apply a release that is broken, under load: it goes back by itself, and no request fails.",
      () => underLoad(stage, () => brokenRelease(stage)),
    ],
    ["Every instance serves what it did before.", () => seeRelease(stage, "release 2.0")],
    ["Set a key, and read it.", () => setKey(stage)],
  ];
  const began = performance.now();
  for (const [index, [title, act]] of steps.entries()) {
    if (interrupted()) return false;
    console.log(`\n── ${index + 1}/${steps.length}  ${title}`);
    const started = performance.now();
    try {
      await act();
    } catch (error) {
      console.log(`   did not hold: ${error.message}`);
      return false;
    }
    console.log(`   held, in ${seconds(started)}`);
  }
  console.log(`\nAll ${steps.length} steps held, in ${seconds(began)}.`);
  return true;
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function must({ status }, command) {
  if (status !== 0) throw new Error(`tutti ${command} ended with status ${status}`);
}

/** Asks until it is so, for at most `withinMs`. */
async function until(what, test, withinMs = 30_000) {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await test()) return;
    if (performance.now() > end)
      throw new Error(`within ${withinMs / 1000} s it did not come true that ${what}`);
    await pause(100);
  }
}

async function seeInstances(stage, count) {
  await until(
    `DNS gives ${count} healthy instances of web`,
    async () => (await stage.dns()).length === count,
  );
  console.log(`\n$ ${stage.dig}`);
  for (const { priority, weight, port, name } of await stage.dns())
    console.log(`${priority} ${weight} ${port} ${name}`);
  await until(
    `HTTP gives ${count} healthy instances of web`,
    async () => (await stage.healthy()).length === count,
  );
  console.log(`\n$ ${stage.curl}`);
  for (const { Service } of await stage.healthy())
    console.log(`${Service.ID} at ${Service.Address}:${Service.Port}, tags ${Service.Tags.join(" ")}`);
}

async function killOne(stage) {
  console.log(`\nkilled ${await stage.killOne()}`);
}

function seeDrift(stage) {
  const plan = stage.run(["plan", "-detailed-exitcode"]);
  if (plan.status !== 2) throw new Error(`the plan found nothing to do (status ${plan.status})`);
}

async function newRelease(stage) {
  const path = join(stage.folder, "main.tf");
  const before = readFileSync(path, "utf8");
  writeFileSync(path, before.replace('default     = "1.0"', 'default     = "2.0"'));
  console.log('\nmain.tf: default = "1.0" became "2.0"');
  must(await stage.runBeside(["apply", "-auto-approve"]), "apply");
}

async function brokenRelease(stage) {
  const { status, output } = await stage.runBeside(["apply", "-auto-approve", "-var=release=broken"]);
  if (status !== 1 || !output.includes("Going back to what was"))
    throw new Error(`a broken release did not go back (status ${status})`);
}

/** Meanwhile two clients look web up in DNS for each request. */
async function underLoad(stage, work) {
  const seen = { answers: 0, failures: [] };
  let ended = false;
  const client = async () => {
    while (!ended) {
      const found = await stage.dnsAddresses();
      try {
        const [{ address, port }] = found;
        await stage.page(address, port);
        seen.answers += 1;
      } catch (error) {
        seen.failures.push(error.message);
      }
      await pause(10);
    }
  };
  const clients = [client(), client()];
  try {
    await work();
  } finally {
    ended = true;
    await Promise.all(clients);
  }
  console.log(`\n${seen.answers} requests were answered meanwhile, ${seen.failures.length} failed`);
  if (seen.failures.length > 0) throw new Error(`requests failed, the first so: ${seen.failures[0]}`);
}

async function seeRelease(stage, wanted) {
  await seeInstances(stage, INSTANCES);
  for (const { Service } of await stage.healthy()) {
    const page = (await stage.page(Service.Address, Service.Port)).trim();
    console.log(`\n$ curl http://${Service.Address}:${Service.Port}/\n${page}`);
    if (page !== wanted) throw new Error(`it says '${page}', not '${wanted}'`);
  }
}

function setKey(stage) {
  must(stage.run(["kv", "put", "web/greeting", "hello"]), "kv put");
  const { status, output } = stage.run(["kv", "get", "web/greeting"]);
  if (status !== 0 || output !== "hello") throw new Error(`the key holds '${output}'`);
}
