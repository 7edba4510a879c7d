import { ProviderFailure } from "@tutti/plugin";
import { createRealRuntime, createStop, type Runtime } from "@tutti/runtime";
import { objectValue, STRING, Value } from "@tutti/values";
import { afterEach, describe, expect, test } from "vitest";
import { type OpenPlugin, openPlugin } from "../../testkit/open-plugin.ts";
import { Refusal } from "../serve/serve-methods.ts";

let plugin: OpenPlugin;
afterEach(() => plugin.end());

const config = objectValue({ names: Value.null(STRING) });

/** What becomes of a call that the plugin refuses with a status of gRPC. */
async function refused(status: number, protocol: 5 | 6 = 6): Promise<string> {
  plugin = await openPlugin({
    protocol,
    handlers: {
      async readDataSource() {
        throw new Refusal(status, "what it says");
      },
    },
  });
  const provider = await plugin.configured();
  const { diagnostics } = await provider.readData({ type: "kit_notes", config, signal: createStop().signal });
  return diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n");
}

const CALL = "plugin6.(*GRPCProvider).ReadDataSource";

describe("a call that is refused is told in Terraform's words:", () => {
  test.each([
    [1, `Request cancelled: The ${CALL} request was cancelled.`],
    [12, `Unsupported plugin method: The ${CALL} method is not supported by this plugin.`],
    ...[
      [2, "Unknown"],
      [3, "InvalidArgument"],
      [4, "DeadlineExceeded"],
      [5, "NotFound"],
      [6, "AlreadyExists"],
      [7, "PermissionDenied"],
      [8, "ResourceExhausted"],
      [9, "FailedPrecondition"],
      [10, "Aborted"],
      [11, "OutOfRange"],
      [13, "Internal"],
      [15, "DataLoss"],
      [16, "Unauthenticated"],
      [77, "Code(77)"],
    ].map(
      ([status, name]) =>
        [
          Number(status),
          `Plugin error: The plugin returned an unexpected error from ${CALL}: rpc error: code = ${name} desc = what it says`,
        ] as const,
    ),
  ] as const)("status %i", async (status, wanted) => {
    expect(await refused(status)).toBe(wanted);
  });

  test("and by the name of the older version", async () => {
    expect(await refused(1, 5)).toBe(
      "Request cancelled: The plugin.(*GRPCProvider).ReadDataSource request was cancelled.",
    );
  });
});

describe("whoever stops", () => {
  test("asks the plugin to stop, once, and takes what it answers then", async () => {
    let begun = (): void => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let stopped = (): void => {};
    const asked = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    plugin = await openPlugin({
      handlers: {
        async readDataSource() {
          begun();
          await asked;
          return { diagnostics: [{ severity: 1, summary: "stopped half-way" }] };
        },
        async stopProvider() {
          stopped();
          return {};
        },
      },
    });
    const provider = await plugin.configured();
    const stop = createStop();
    const read = () => provider.readData({ type: "kit_notes", config, signal: stop.signal });
    const reading = read();
    await started;
    stop.abort(new Error("enough"));
    expect(await reading).toMatchObject({ diagnostics: [{ summary: "stopped half-way" }] });
    // What is asked later is asked all the same, and the plugin is not told once more.
    expect(await read()).toMatchObject({ diagnostics: [{ summary: "stopped half-way" }] });
    expect(plugin.asked.filter(({ name }) => name === "stopProvider")).toHaveLength(1);
  });

  test("ends a plugin that answers nothing for half a minute", async () => {
    const real = createRealRuntime();
    const waits: number[] = [];
    const after: Runtime["clock"]["after"] = (ms, run, options) => {
      waits.push(ms);
      return real.clock.after(ms === 30_000 ? 20 : ms, run, options);
    };
    plugin = await openPlugin({
      runtime: { ...real, clock: { ...real.clock, after } },
      handlers: { readDataSource: () => new Promise(() => {}) },
    });
    const provider = await plugin.configured();
    const stop = createStop();
    const reading = provider.readData({ type: "kit_notes", config, signal: stop.signal });
    stop.abort(new Error("enough"));
    expect(await reading).toMatchObject({ diagnostics: [{ code: "plugin-did-not-respond" }] });
    expect(waits).toContain(30_000);
  });
});

test("what a plugin prints is a line of the log", async () => {
  const real = createRealRuntime();
  const told: string[] = [];
  const log: Runtime["log"] = {
    writes: () => true,
    write: (level, message, _fields, area) => told.push(`${area} ${level} ${message}`),
  };
  plugin = await openPlugin({ runtime: { ...real, log }, printed: "hello\n" });
  await plugin.configured();
  await expect.poll(() => told).toContain("provider debug hello");
});

test("a failure keeps its code", async () => {
  plugin = await openPlugin({
    handlers: {
      async getProviderSchema() {
        throw new Refusal(14, "gone");
      },
    },
  });
  const error = await plugin.factory.schema().catch((found: unknown) => found);
  expect(error).toBeInstanceOf(ProviderFailure);
  expect(error).toMatchObject({ kind: { code: "failed-to-load-plugin-schemas" } });
});
