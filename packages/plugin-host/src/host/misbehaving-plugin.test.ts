/** Plugins that do not do what they should: each is told in a sentence or two, and nothing hangs. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyBlock, impliedType, type Provider, schemaOf } from "@tutti/plugin";
import { createRealRuntime, createStop, type Runtime } from "@tutti/runtime";
import { objectOfType, objectValue, stringValue, Value } from "@tutti/values";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { writeKitProgram } from "../../testkit/kit-file.ts";
import { startPlugin } from "../process/start-plugin.ts";
import { PluginHost } from "./plugin-host.ts";

const home = mkdtempSync(join(tmpdir(), "tutti-misbehaving-"));
const path = join(home, "terraform-provider-kit");
beforeAll(() => writeKitProgram(path));
afterAll(() => rmSync(home, { recursive: true }));

const hosts: PluginHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

const { signal } = createStop();

function factoryOf(misbehaves: string, runtime: Runtime = createRealRuntime(), program = path) {
  const host = new PluginHost(runtime);
  hosts.push(host);
  return host.factory({
    source: "example.com/acme/kit",
    version: "1.0.0",
    program: { path: program, name: "terraform-provider-kit", environment: { KIT_MISBEHAVES: misbehaves } },
  });
}

/** A configured provider, and a note that is to be made. */
async function opened(misbehaves: string, runtime?: Runtime) {
  const factory = factoryOf(misbehaves, runtime);
  await factory.schema();
  const provider = await factory.create();
  const folder = mkdtempSync(join(home, "notes-"));
  await provider.configure({ config: objectValue({ folder: stringValue(folder) }), signal });
  return { provider, ...noteOf(provider) };
}

function noteOf(provider: Provider) {
  const block = provider.schema().resourceTypes.get("kit_note")?.block;
  if (block === undefined) throw new Error("the kit has notes");
  const type = impliedType(block);
  const config = objectOfType(type, [...emptyBlock(block).asEntries, ["name", stringValue("a")]]);
  return { config, nothing: Value.null(type) };
}

async function texts(
  answer: Promise<{ readonly diagnostics: readonly { summary: string; detail: string }[] }>,
) {
  return (await answer).diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
}

describe("a program that does not become a plugin:", () => {
  const start = (misbehaves: string, startMs: number) =>
    startPlugin(
      createRealRuntime(),
      { path, name: "terraform-provider-kit", environment: { KIT_MISBEHAVES: misbehaves } },
      { certificate: "", key: "" },
      startMs,
    );

  test.each([
    ["exits", "it ended (exit status 3) and did not say where it listens.\n\nIt wrote last:\n  no such luck"],
    ["babbles", 'its first line is no handshake: "hello, who are you?".'],
    ["netrpc", 'it speaks "netrpc", and not grpc.'],
    ["elsewhere", "no connection to it could be made: connect ENOENT /nowhere/at/all."],
  ])("one that %s", async (misbehaves, why) => {
    await expect(start(misbehaves, 60_000)).rejects.toThrow(
      `The program of terraform-provider-kit at ${path} could not be used: ${why}`,
    );
  });

  test("one that stays silent", async () => {
    await expect(start("silent", 300)).rejects.toThrow("it did not say within 0.3 s where it listens");
  });

  test("one that is not there", async () => {
    const outcome = await schemaOf(factoryOf("", createRealRuntime(), join(home, "nothing")));
    expect(outcome).toMatchObject({
      ok: false,
      diagnostic: {
        summary: "Failed to load plugin schemas",
        detail: expect.stringMatching(
          /^Error while loading schemas for plugin components: Failed to obtain provider schema: Could not load the schema for provider example\.com\/acme\/kit: failed to instantiate provider "example\.com\/acme\/kit" to obtain schema: The program .* could not be used: .*ENOENT/,
        ),
      },
    });
  });
});

describe("a plugin that", () => {
  const call = async (misbehaves: string): Promise<readonly string[]> => {
    const { provider, config, nothing } = await opened(misbehaves);
    const planned = await provider.plan({
      type: "kit_note",
      prior: nothing,
      proposed: config,
      config,
      private: undefined,
      signal,
    });
    if (planned.value === undefined) return texts(Promise.resolve(planned));
    return texts(
      provider.apply({
        type: "kit_note",
        prior: nothing,
        planned: planned.value.planned,
        config,
        private: undefined,
        operationId: "o",
        signal,
      }),
    );
  };

  test("dies in the middle is told with its last words", async () => {
    expect(await call("dies:applyResourceChange")).toEqual([
      "Plugin did not respond: The plugin encountered an error, and failed to respond to the plugin6.(*GRPCProvider).ApplyResourceChange call. The plugin logs may contain more details.\n\nIt wrote last:\n  panic: out of ink\n  goroutine 1 [running]:\n  main.main()",
    ]);
  });

  test("answers with garbage", async () => {
    expect(await call("garbage:planResourceChange")).toEqual([
      "Provider produced invalid object: The plugin terraform-provider-kit answered with a value that its schema does not describe: Unrecognized type byte: 0xc1.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.",
    ]);
  });

  test("puts off what nobody allowed it to put off", async () => {
    expect((await call("defers:planResourceChange"))[0]).toMatch(
      /^Provider deferred changes: The plugin terraform-provider-kit put its answer off, although nobody had allowed it to\./,
    );
  });

  test("is gone is gone for the next call, too", async () => {
    const { provider, config, nothing } = await opened("dies:readResource");
    const read = { type: "kit_note", state: config, private: undefined, signal };
    expect((await texts(provider.read(read)))[0]).toMatch(/^Plugin did not respond/);
    const plan = { type: "kit_note", prior: nothing, proposed: config, config, private: undefined, signal };
    expect((await texts(provider.plan(plan)))[0]).toMatch(/^Plugin did not respond: .*PlanResourceChange/);
  });

  test("hangs is ended some time after it was asked to stop", async () => {
    const real = createRealRuntime();
    // The half minute that a plugin has to stop is not waited for.
    const after: Runtime["clock"]["after"] = (ms, run, options) =>
      real.clock.after(ms === 30_000 ? 50 : ms, run, options);
    const clock = { ...real.clock, after };
    const { provider, config } = await opened("hangs:readResource", { ...real, clock });
    const stop = createStop();
    const read = provider.read({ type: "kit_note", state: config, private: undefined, signal: stop.signal });
    stop.abort(new Error("enough"));
    expect((await texts(read))[0]).toMatch(/^Plugin did not respond/);
  });
});
