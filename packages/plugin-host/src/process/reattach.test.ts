import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { reattachPlugin } from "./reattach.ts";
import { reattachTargets } from "./reattach-targets.ts";

const targets = (text: string | undefined) => {
  const { host } = createMachine({ variables: text === undefined ? {} : { TF_REATTACH_PROVIDERS: text } });
  return [...reattachTargets(host, (name) => `full/${name}`)];
};
const config = (more: object = {}): object => ({
  Protocol: "grpc",
  ProtocolVersion: 6,
  Pid: 1,
  Test: true,
  Addr: { Network: "unix", String: "/tmp/s" },
  ...more,
});
const of = (...configs: readonly unknown[]): string =>
  JSON.stringify(Object.fromEntries(configs.map((one, at) => [`p${at}`, one])));

test.each<[string | undefined, readonly unknown[]]>([
  [undefined, []],
  ["", []],
  ["{}", []],
  [of(config()), [["full/p0", { target: { socketPath: "/tmp/s" }, protocol: 6 }]]],
  [
    of(config({ ProtocolVersion: 5 }), config({ Addr: { Network: "tcp", String: "127.0.0.1:5" } })),
    [
      ["full/p0", { target: { socketPath: "/tmp/s" }, protocol: 5 }],
      ["full/p1", { target: { host: "127.0.0.1", port: 5 }, protocol: 6 }],
    ],
  ],
  // Older kits leave the version out, or say 0.
  [of(config({ ProtocolVersion: 0 })), [["full/p0", { target: { socketPath: "/tmp/s" }, protocol: 5 }]]],
  [
    of(config({ ProtocolVersion: undefined })),
    [["full/p0", { target: { socketPath: "/tmp/s" }, protocol: 5 }]],
  ],
])("%j", (text, wanted) => {
  expect(targets(text)).toEqual(wanted);
});

describe("a variable that a plugin did not print is refused:", () => {
  test.each([
    ["{", /it is no JSON: ./],
    ["5", "it is no JSON object"],
    ["null", "it is no JSON object"],
    [of(5), 'p0 does not speak "grpc"'],
    [of(null), 'p0 does not speak "grpc"'],
    [of(config({ Protocol: "netrpc" })), 'p0 does not speak "grpc"'],
    [of(config(), config({ ProtocolVersion: 4 })), "p1 speaks version 4 of the protocol"],
    [of(config({ Addr: undefined })), "p0 has no address (unix or tcp)"],
    [of(config({ Addr: null })), "p0 has no address (unix or tcp)"],
    [of(config({ Addr: { Network: "tcp", String: "x" } })), "p0 has no address (unix or tcp)"],
    [of(config({ Addr: { Network: "unix" } })), "p0 has no address (unix or tcp)"],
  ])("%s", (text, why) => {
    expect(() => targets(text)).toThrow(why);
    expect(() => targets(text)).toThrow("Invalid TF_REATTACH_PROVIDERS");
  });
});

test("one that is not there any more is told", async () => {
  const { createRealRuntime } = await import("@tutti/runtime");
  await expect(
    reattachPlugin(createRealRuntime(), { target: { socketPath: "/nowhere/at/all" }, protocol: 6 }),
  ).rejects.toThrow("Nobody answers where TF_REATTACH_PROVIDERS says that the plugin listens: ");
});
