import { cloudRegistry, SimulatedCloud } from "@tutti/engine/testkit";
import { expect, test } from "vitest";
import { actionsOf, createFolder, lines } from "../../testkit/folder.ts";
import { applyOperation } from "./apply-operation.ts";
import { planOperation } from "./plan-operation.ts";

const TWO = 'resource "terraform_data" "a" {\n  count = 2\n}\nresource "terraform_data" "b" {}\n';
const forget = (name: string): string =>
  `removed {\n  from = terraform_data.${name}\n  lifecycle {\n    destroy = false\n  }\n}\n`;

test("what is forgotten is listed, and nothing is said where nothing is", async () => {
  const folder = await createFolder({ "main.tf": TWO });
  expect(lines((await folder.plan()).diagnostics)).toEqual([]);
  await folder.apply();
  await folder.write({ "main.tf": forget("a") + forget("b") });
  const { plan, diagnostics } = await folder.plan();
  expect(actionsOf(plan)).toEqual([
    "forget terraform_data.a",
    "forget terraform_data.a",
    "forget terraform_data.b",
  ]);
  expect(lines(diagnostics)).toEqual([
    expect.stringMatching(
      /^warning: Some objects will no longer be managed by <Tutti>: .*:\n - terraform_data\.a\[0\]\n - terraform_data\.a\[1\]\n - terraform_data\.b\n\nAfter applying/,
    ),
  ]);
});

test("warnings met while preparing stand in front of those of the plan", async () => {
  const folder = await createFolder({ "main.tf": TWO });
  await folder.apply();
  await folder.write({ "main.tf": forget("a") + forget("b"), "terraform.tfvars": "nobody = 1\n" });
  const { diagnostics } = await folder.plan();
  expect(diagnostics.map(({ summary }) => summary)).toEqual([
    "Value for undeclared variable",
    "Some objects will no longer be managed by <Tutti>",
  ]);
});

/** Kills an apply at the first write that leaves a begun operation open. */
async function killed() {
  for (let write = 1; ; write++) {
    const folder = await createFolder({ "main.tf": 'resource "cloud_thing" "a" {\n  name = "a"\n}\n' });
    const cloud = new SimulatedCloud();
    const providers = cloudRegistry(cloud, folder.host, folder.host.random, { ended: false });
    const operation = await folder.prepare({ providers });
    if (!("request" in operation)) throw new Error(operation.join("\n"));
    const { plan } = await folder.until(planOperation(operation));
    if (plan === undefined) throw new Error("no plan");
    const stopped = new Promise<true>((resolve) => folder.host.disk.cutAt(write, () => resolve(true)));
    const ended = applyOperation(operation, plan).then(() => false as const);
    if (!(await folder.until(Promise.race([stopped, ended])))) throw new Error("nothing is ever begun");
    folder.host.disk.restart("kill");
    const again = await folder.prepare({ providers });
    if (!("request" in again)) throw new Error(again.join("\n"));
    if (again.opened.openIntents.length > 0) return { folder, cloud, providers, again };
    await again.release();
  }
}

test("what a killed apply had begun is asked for first, once, and what is found is what is planned on", async () => {
  const { folder, cloud, providers, again } = await killed();
  const [{ operationId = "" } = {}] = again.opened.openIntents;
  expect(operationId).not.toBe("");
  cloud.create({ name: "a", size: "small", operationId });
  const { plan, diagnostics } = await folder.until(planOperation(again));
  expect(lines(diagnostics)).toEqual([]);
  expect(actionsOf(plan)).toEqual([]);
  await again.release();
  const after = await folder.prepare({ providers });
  if (!("request" in after)) throw new Error(after.join("\n"));
  expect(after.opened.openIntents).toEqual([]);
  expect([...after.opened.state.resources.keys()]).toEqual(["cloud_thing.a"]);
  await after.release();
});

test("nothing is planned where that cannot be found out", async () => {
  const { folder, again } = await killed();
  folder.host.disk.failFrom(1, "ENOSPC");
  const { plan, diagnostics, config } = await folder.until(planOperation(again));
  folder.host.disk.mend();
  expect(plan).toBeUndefined();
  expect(config).toBe(again.config);
  expect(lines(diagnostics).join()).toMatch(/^error: .*No space is left/);
  await again.release();
});
