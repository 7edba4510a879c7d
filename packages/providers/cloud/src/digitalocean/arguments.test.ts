/** Each argument of each resource: what another value needs, that nothing is left to do behind it, and that a hand at the service is seen. */

import { checkProviderContract, type PlainRecord, type RecoveringProvider } from "@tutti/plugin";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { DIGITALOCEAN_ROWS, furnish, type ResourceRows } from "../../testkit/digitalocean-arguments.ts";
import { DO_TOKEN, simulateDigitalOcean } from "../../testkit/digitalocean-simulator.ts";
import { fieldsOf, openCloud } from "../../testkit/opened-cloud.ts";
import { createProviderFactory } from "./provider.ts";

async function begin() {
  const machine = createMachine();
  const api = await simulateDigitalOcean(machine.host.network, "10.0.0.1");
  furnish(api.world);
  const cloud = await openCloud(createProviderFactory, machine, { api_endpoint: api.url, token: DO_TOKEN });
  return { machine, api, cloud };
}

function configOf({ config, rows }: ResourceRows, name?: string): PlainRecord {
  const row = name === undefined ? undefined : rows[name];
  return row === undefined ? config : { ...config, ...row.beside, [name ?? ""]: row.value };
}

/** Balancers and droplets have arguments that exclude each other. */
const EXCLUDES: Readonly<Record<string, string>> = { glb_settings: "forwarding_rule" };

describe.each(DIGITALOCEAN_ROWS)("$type", (resource) => {
  const { type, kind, rows } = resource;

  test("holds the contract", async () => {
    const { machine, api } = await begin();
    const updated = Object.keys(rows).find(
      (name) => rows[name]?.to === "update" && rows[name].isForGood !== true,
    );
    const replaced = Object.keys(rows).find((name) => rows[name]?.to === "replace");
    const open = async () => {
      const { provider } = await openCloud(createProviderFactory, machine, {
        api_endpoint: api.url,
        token: DO_TOKEN,
      });
      return provider as RecoveringProvider;
    };
    await machine.until(
      checkProviderContract(
        {
          type,
          open,
          config: resource.config,
          recovers: false,
          ...(updated === undefined ? {} : { updated: configOf(resource, updated) }),
          ...(replaced === undefined || type.endsWith("attachment")
            ? {}
            : { replaced: configOf(resource, replaced) }),
          ...(resource.importBy === undefined ? {} : { importBy: { attribute: resource.importBy } }),
        },
        "run",
      ),
    );
  });

  test("every argument has a row", async () => {
    const { cloud } = await begin();
    const block = cloud.provider.schema().resourceTypes.get(type)?.block;
    const written = [...(block?.attributes ?? [])]
      .filter(([, one]) => one.required || one.optional)
      .map(([name]) => name);
    const blocks = [...(block?.blocks.keys() ?? [])].filter((name) => name !== "timeouts");
    expect(Object.keys(rows).sort()).toEqual([...written, ...blocks].sort());
    for (const [name, one] of block?.attributes ?? []) expect(one.description, name).toBeTruthy();
  });

  describe.each(Object.keys(rows))("%s", (name) => {
    const row = rows[name] ?? expect.unreachable();
    const { [EXCLUDES[name] ?? ""]: _, ...config } = configOf(resource, name);

    test(`another value needs: ${row.to}`, async () => {
      const { cloud } = await begin();
      const made = await cloud.apply(type, resource.config);
      expect(made.told).toEqual([]);
      const plan = await cloud.plan(type, config, made.state);
      expect({ action: plan.action, told: plan.told }).toEqual({ action: row.to, told: [] });
      expect(plan.changed).toContain(name);
      if (row.to !== "update") return;
      const changed = await cloud.apply(type, config, made.state);
      expect(changed.told).toEqual([]);
      const now = await cloud.read(type, changed.state);
      if (name === "ipv6_address" || name === "private_networking") return;
      expect((await cloud.plan(type, config, now.state)).changed).toEqual([]);
      if (row.isForGood === true) return;
      // And back.
      const back = await cloud.apply(type, resource.config, now.state);
      expect(back.told).toEqual([]);
    });

    test("made with it, nothing is left to do", async () => {
      const { cloud } = await begin();
      if (type.endsWith("attachment")) return;
      const made = await cloud.apply(type, config);
      expect(made.told).toEqual([]);
      const now = await cloud.read(type, made.state);
      if (name === "ipv6_address" || name === "private_networking") return;
      expect((await cloud.plan(type, config, now.state)).changed).toEqual([]);
    });

    // Of the others the service does not tell, or no row says how a hand would change them.
    if (row.hand === undefined) return;
    test("a hand at the service is seen", async () => {
      const { cloud, api } = await begin();
      const made = await cloud.apply(type, config);
      const id = fieldsOf(made).text("id");
      Object.assign(api.world.hand(kind, id), row.hand);
      const now = await cloud.read(type, made.state);
      const plan = await cloud.plan(type, config, now.state);
      expect(plan.changed).toContain(name);
      expect(plan.action).not.toBe("no-op");
    });
  });

  test("gone at the service, it is gone", async () => {
    const { cloud, api } = await begin();
    const made = await cloud.apply(type, resource.config);
    api.world.all[kind].clear();
    expect((await cloud.read(type, made.state)).state.isNull).toBe(true);
    expect((await cloud.destroy(type, made.state)).told).toEqual([]);
  });
});
