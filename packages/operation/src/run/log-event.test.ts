import type { EngineEvent, ResourceChange } from "@tutti/engine";
import type { Log } from "@tutti/runtime";
import { NULL } from "@tutti/values";
import { expect, test } from "vitest";
import { logEvent } from "./log-event.ts";

const address = { module: [{ name: "m", key: "k" }], mode: "managed", type: "t", name: "n", key: 0 } as const;
const AT = 'address=module.m["k"].t.n[0]';
const common = { address, deposedKey: undefined, action: "create", id: undefined } as const;

function told(event: EngineEvent, isOn = true): readonly string[] {
  const lines: string[] = [];
  const log: Log = {
    writes: () => isOn,
    write: (level, message, fields = {}) => {
      const named = Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${value}`],
      );
      lines.push([level, message, ...named].join(" "));
    },
  };
  logEvent(log, event, "apply");
  return lines;
}

test.each<[EngineEvent, string]>([
  [
    { kind: "refresh-start", address, deposedKey: undefined, id: "i" },
    `debug apply: refresh-start ${AT} id=i`,
  ],
  [
    { kind: "read-complete", address, id: "i", elapsedMs: 1.6 },
    `debug apply: read-complete ${AT} id=i took_ms=2`,
  ],
  [{ kind: "apply-start", ...common }, `info apply: apply-start ${AT} action=create`],
  [
    { kind: "apply-complete", ...common, id: "i", deposedKey: "d", elapsedMs: 3 },
    `info apply: apply-complete ${AT} id=i deposed=d action=create took_ms=3`,
  ],
  [
    { kind: "apply-errored", ...common, elapsedMs: 3 },
    `error apply: apply-errored ${AT} action=create took_ms=3`,
  ],
  [
    { kind: "apply-progress", ...common, elapsedMs: 3 },
    `trace apply: apply-progress ${AT} action=create took_ms=3`,
  ],
  [{ kind: "apply-step", address, text: "waits" }, `debug apply: apply-step ${AT} text=waits`],
  [
    { kind: "provision-output", address, provisioner: "local-exec", line: "a secret" },
    `trace apply: provision-output ${AT} provisioner=local-exec`,
  ],
  [
    { kind: "provision-errored", address, provisioner: "local-exec" },
    `error apply: provision-errored ${AT} provisioner=local-exec`,
  ],
  [{ kind: "import-start", address, id: "i" }, `debug apply: import-start ${AT} id=i`],
  [{ kind: "stopping" }, "warn apply: stopping"],
])("$kind", (event, line) => {
  expect(told(event)).toEqual([line]);
  expect(told(event, false)).toEqual([]);
});

test("a planned change with its reason", () => {
  const change: ResourceChange = {
    address,
    previousAddress: undefined,
    deposedKey: undefined,
    provider: 'provider["p"]',
    action: "delete",
    reason: { kind: "delete_by_request" },
    before: NULL,
    after: NULL,
    requiresReplace: [],
    importing: undefined,
    generatedConfig: undefined,
  };
  expect(told({ kind: "planned", change })).toEqual([
    `debug apply: planned ${AT} action=delete reason=delete_by_request`,
  ]);
});
