import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { externalMethod } from "./external-method.ts";
import type { KeyProvider } from "./key-provider.ts";
import { lineSeal } from "./line-seal.ts";
import { sealPieces, unsealBytes } from "./seal-bytes.ts";
import type { SealMethod, SealTarget } from "./seal-method.ts";

const NAME = "method.external.m";
const HEADER = '{"magic":"OpenTofu-External-Encryption-Method","version":1}\n';
const KEYS = "key_provider.key_file.f";
const SECRET = "planted-secret";
const keys: KeyProvider = {
  sealingKey: async () => ({ key: Buffer.from("key"), meta: new Map([[KEYS, "kept"]]) }),
  openingKey: async (meta) => (meta.get(KEYS) === "kept" ? Buffer.from("key") : undefined),
};

/** The method over a program that turns all bits over, or prints this. */
function begin(output?: string, more: { readonly exitCode?: number; readonly keys?: KeyProvider } = {}) {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const asked: string[] = [];
  host.processes.install("/bin/seal", async ({ args, input = "" }) => {
    asked.push(`${args.join(" ")} ${input}`);
    const { payload } = JSON.parse(String(input));
    const turned = Buffer.from(Buffer.from(payload, "base64").map((byte) => byte ^ 0xff)).toString("base64");
    return { exitCode: more.exitCode ?? 0, output: output ?? `${HEADER}{"payload":"${turned}"}` };
  });
  const settings = { encrypt: ["/bin/seal", "-e"], decrypt: ["/bin/seal", "-d"], keys: more.keys };
  const method = externalMethod(host, NAME, settings);
  const target = (...methods: readonly SealMethod[]): SealTarget => ({
    name: "state",
    methods: [methods[0] ?? method, ...methods.slice(1)],
  });
  return {
    host,
    asked,
    method,
    target,
    run: <T>(promise: Promise<T>): Promise<T> => simulation.until(promise),
  };
}

async function sealed(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += Buffer.from(piece).toString("latin1");
  return text;
}

const HIDDEN = Buffer.from(Buffer.from(SECRET).map((byte) => byte ^ 0xff)).toString("base64");
const PLAIN = Buffer.from(SECRET).toString("base64");

test.each([
  ["with keys of a provider", keys, '{"key":"a2V5",'],
  ["with none", undefined, "{"],
] as const)("a program hides and opens, %s", async (_, provider, given) => {
  const { host, asked, target, run } = begin(undefined, provider === undefined ? {} : { keys: provider });
  const pieces = [Buffer.from(SECRET.slice(0, 5)), Buffer.from(SECRET.slice(5))];
  const text = await run(sealed(sealPieces(host, target(), pieces, () => '"serial":1,')));
  const json = JSON.parse(text);
  expect(Object.keys(json)).toEqual(["serial", "meta", "encrypted_data", "encryption_version"]);
  expect(json.meta).toEqual(provider === undefined ? {} : { [KEYS]: "a2VwdA==" });
  expect(text).not.toContain(Buffer.from(SECRET).toString("base64").slice(0, 12));
  const opened = await run(unsealBytes(target(), Buffer.from(text)));
  expect([Buffer.concat(opened.pieces).toString(), opened.outdated]).toEqual([SECRET, false]);
  expect(asked).toEqual([`-e ${given}"payload":"${PLAIN}"}`, `-d ${given}"payload":"${HIDDEN}"}`]);
});

test.each([
  ["fails", "", 3, "/bin/seal failed with status 3"],
  ["says nothing", "", 0, "/bin/seal is no encryption method: its first line is not"],
  [
    "speaks otherwise",
    '{"magic":"OpenTofu-External-Encryption-Method","version":2}\n{}',
    0,
    "/bin/seal speaks another version",
  ],
  ["gives nothing", `${HEADER}{}`, 0, "/bin/seal gave no payload"],
  ["gives half a text", `${HEADER}{"payload":`, 0, "/bin/seal gave no payload"],
])("a program that %s", async (_, output, exitCode, words) => {
  const { host, method, target, run } = begin(output, { exitCode });
  await expect(run(method.encrypt(Buffer.from("x")))).rejects.toThrow(words);
  const text = await run(sealed(sealPieces(host, begun().target(), [Buffer.from("x")], () => "")));
  await expect(run(unsealBytes(target(), Buffer.from(text)))).rejects.toThrow(
    new RegExp(`cannot be opened: method.external.m: ${words}`),
  );
  // The fallback is asked where the first one fails.
  const other = begun().method;
  const opened = await run(unsealBytes(target(method, other), Buffer.from(text)));
  expect([Buffer.concat(opened.pieces).toString(), opened.outdated]).toEqual(["x", true]);
});

/** One that works, in a world of its own whose time need not pass. */
function begun() {
  const key = Buffer.from("key");
  const turn = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ key.length);
  const method: SealMethod = {
    kind: "program",
    name: "method.external.other",
    encrypt: async (bytes) => ({ data: turn(bytes), meta: new Map() }),
    decrypt: async (data) => turn(data),
  };
  const target = (): SealTarget => ({ name: "state", methods: [method] });
  return { method, target };
}

test("what a key provider kept nothing of is not asked for", async () => {
  const { host, target, run } = begin(undefined, { keys });
  const text = await run(sealed(sealPieces(host, begun().target(), [Buffer.from("x")], () => "")));
  await expect(run(unsealBytes(target(), Buffer.from(text)))).rejects.toThrow(
    "method.external.m finds nothing of its key provider in it",
  );
});

test("lines share a key that the program hides once, and opens once", async () => {
  const { host, asked, target, run } = begin(undefined, { keys });
  const seal = lineSeal(host, target());
  const sealer = await run(seal.sealer());
  const head = JSON.parse(sealer?.head ?? "");
  const lines = ["one", SECRET].map((text, place) => sealer?.seal(text, place) ?? "");
  expect(Object.keys(head)).toEqual([KEYS, NAME]);
  const opener = await run(seal.opener(head));
  expect(lines.map((line, place) => opener?.open(line, place))).toEqual(["one", SECRET]);
  expect(opener?.open(lines[0] ?? "", 1)).toBeUndefined();
  expect(asked).toHaveLength(2);
  const elsewhere = await run(lineSeal(host, begun().target()).opener(head));
  expect(elsewhere?.open(lines[0] ?? "", 0)).toBeUndefined();
});
