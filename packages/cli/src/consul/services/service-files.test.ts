import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { servicesOfFiles } from "./service-files.ts";

async function servicesOf(files: Readonly<Record<string, string>>): Promise<unknown> {
  const runtime = createSimulation(1).host("10.0.0.1");
  await runtime.disk.makeDirectory("/d");
  for (const [name, text] of Object.entries(files)) await runtime.disk.writeFile(`/d/${name}`, text);
  return servicesOfFiles(
    Object.keys(files).map((name) => `/d/${name}`),
    runtime,
  );
}

describe("servicesOfFiles()", () => {
  test.each<[string, Readonly<Record<string, string>>, unknown]>([
    ["one service of JSON", { "a.json": '{"service": {"name": "a", "port": 1}}' }, [{ Name: "a", Port: 1 }]],
    ["one of HCL", { "a.hcl": 'service { name = "a" tags = ["x",] }' }, [{ Name: "a", Tags: ["x"] }]],
    [
      "several blocks",
      { "a.hcl": 'service { name = "a" } service { name = "b" }' },
      [{ Name: "a" }, { Name: "b" }],
    ],
    ["a list", { "a.json": '{"services": [{"name": "a"}, {"name": "b"}]}' }, [{ Name: "a" }, { Name: "b" }]],
    [
      "both, over several files, in order",
      {
        "a.json": '{"service": {"name": "a"}, "services": [{"name": "b"}]}',
        "b.hcl": 'service { name = "c" }',
      },
      [{ Name: "a" }, { Name: "b" }, { Name: "c" }],
    ],
    ["a file of another name as HCL", { a: 'service { name = "a" }' }, [{ Name: "a" }]],
    ["no service", { "a.json": "{}" }, []],
    [
      "a check's own name as CheckID, and durations as texts",
      { "a.hcl": 'service { name = "a" check { id = "c" ttl = "1m" } }' },
      [{ Name: "a", Check: { CheckID: "c", TTL: "60000ms" } }],
    ],
    [
      "each of several checks",
      {
        "a.hcl":
          'service { name = "a" checks = [{ http = "x", interval = "1s", timeout = "1.5s" }, { ttl = "1ms" deregister_critical_service_after = "1s" }] }',
      },
      [
        {
          Name: "a",
          Checks: [
            { HTTP: "x", Interval: "1000ms", Timeout: "1500ms" },
            { TTL: "1ms", DeregisterCriticalServiceAfter: "1000ms" },
          ],
        },
      ],
    ],
    [
      "a sidecar's checks as well",
      { "a.hcl": 'service { name = "a" connect { sidecar_service { check { id = "c" ttl = "1s" } } } }' },
      [{ Name: "a", Connect: { SidecarService: { Check: { CheckID: "c", TTL: "1000ms" } } } }],
    ],
    [
      "a native one without a sidecar",
      { "a.hcl": 'service { name = "a" connect { native = true } }' },
      [{ Name: "a", Connect: { Native: true } }],
    ],
    [
      "an owner's grace",
      { "a.json": '{"service": {"name": "a", "owner": {"kind": "process", "id": "1", "grace": "2s"}}}' },
      [{ Name: "a", Owner: { Kind: "process", ID: "1", Grace: "2000ms" } }],
    ],
  ])("%s", async (_, files, wanted) => {
    expect(await servicesOf(files)).toEqual(wanted);
  });

  test.each([
    ["{", "failed to parse /d/a.json: unexpected end of JSON input"],
    [
      '{"service": {"name": 1}}',
      "failed to parse /d/a.json: 1 error(s) decoding:\n\n* 'service.name' expected type 'string', got unconvertible type 'float64'",
    ],
  ])("%s is refused", async (text, wanted) => {
    expect(await servicesOf({ "a.json": text })).toBe(wanted);
  });
});
