import { createMachine, type Machine } from "@tutti/simulation";
import { type Pieces, UNSEALED } from "@tutti/state";
import { describe, expect, test } from "vitest";
import type { EncryptionTargets } from "./build-targets.ts";
import { openEncryption } from "./open-encryption.ts";
import { EncryptedStates, remoteSeal, stateSeal } from "./state-seal.ts";

const method = (name: string): string =>
  `key_provider "key_file" "${name}" {\n path = "${name}"\n}\nmethod "aes_gcm" "${name}" {\n keys = key_provider.key_file.${name}\n}\n`;
const ALL = `${method("a")}${method("b")}method "unencrypted" "u" {}\n`;
const target = (...methods: readonly string[]): string =>
  methods.toReversed().reduce((inner, name) => {
    const fallback = inner === "" ? "" : `fallback {\n${inner}}\n`;
    return `method = method.${name}\n${fallback}`;
  }, "");
const A = "aes_gcm.a";
const B = "aes_gcm.b";
const U = "unencrypted.u";

async function machineWith(blocks: string): Promise<Machine> {
  const machine = createMachine();
  const main = `terraform {\n encryption {\n${ALL}${blocks}}\n}\n`;
  await machine.write({ "main.tf": main, a: "a".repeat(32), b: "b".repeat(16) });
  return machine;
}

async function targetsOf(machine: Machine): Promise<EncryptionTargets> {
  const outcome = await machine.until(openEncryption(machine.host));
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ detail }) => detail).join());
  return outcome.value;
}

async function states(...methods: readonly string[]) {
  const machine = await machineWith(`state {\n${target(...methods)}}\n`);
  const { state } = await targetsOf(machine);
  if (state === undefined) throw new Error("no state is hidden");
  const gather = async (pieces: Pieces): Promise<string> => {
    let text = "";
    for await (const piece of pieces) text += Buffer.from(piece).toString("utf8");
    return text;
  };
  const seal = new EncryptedStates(machine.host, state);
  return {
    seal,
    until: machine.until,
    hide: (text: string) => machine.until(gather(seal.seal([Buffer.from(text)]))),
    open: (text: string) => machine.until(gather(seal.unseal([Buffer.from(text)]))),
  };
}

const state = (serial: number, lineage = '"l"'): string =>
  `{"version":4,"serial":${serial},"lineage":${lineage},"outputs":{}}`;

describe("a state", () => {
  test.each<readonly [string, string, string]>([
    ["serial and lineage", state(3), '{"serial":3,"lineage":"l","meta":{},"encrypted_data":"'],
    ["the first ones", state(0, '""'), '{"serial":0,"lineage":"","meta":{},"encrypted_data":"'],
    ["a lineage that is quoted", state(12, '"a\\"b\\\\"'), '{"serial":12,"lineage":"a\\"b\\\\","meta":'],
    ["none that can be seen", '{"version":4}', '{"serial":0,"lineage":"","meta":'],
    ["nothing", "", '{"serial":0,"lineage":"","meta":'],
    [
      "none that begin far behind",
      `{"version":4,"more":"${"x".repeat(4_096)}","serial":3,"lineage":"l"}`,
      '{"serial":0,"lineage":"","meta":',
    ],
  ])("shows %s, and is opened as it was", async (_, text, head) => {
    const { hide, open } = await states(A);
    const hidden = await hide(text);
    expect(hidden.slice(0, head.length)).toBe(head);
    expect(hidden).toMatch(/","encryption_version":"v0"\}$/);
    expect(await open(hidden)).toBe(text);
  });

  test.each<readonly [string, (hidden: string) => string, string | undefined]>([
    ["as it is", (hidden) => hidden, undefined],
    [
      "with another serial",
      (hidden) => hidden.replace('"serial":3', '"serial":4'),
      "somebody changed the file",
    ],
    [
      "with another lineage",
      (hidden) => hidden.replace('"lineage":"l"', '"lineage":"m"'),
      "somebody changed the file",
    ],
    // What is not beside it cannot be another one.
    ["without them", (hidden) => hidden.replace('"serial":3,"lineage":"l",', ""), undefined],
    ["with an empty lineage", (hidden) => hidden.replace('"lineage":"l"', '"lineage":""'), undefined],
    [
      "in a form to come",
      (hidden) => hidden.replace(':"v0"', ':"v1"'),
      'in the form "v1", and only v0 is known',
    ],
    [
      "with other data",
      (hidden) => hidden.replace(/"encrypted_data":"[^"]*"/, '"encrypted_data":"AAAA"'),
      "it is encrypted, and cannot be opened: method.aes_gcm.a does not fit (another key, another aad, or the file was changed)",
    ],
    [
      "in plain text",
      () => state(3),
      'it is not encrypted, and the encryption configuration does not allow that. It may have been replaced by somebody; if it is right, add a fallback with a method "unencrypted" to read it once',
    ],
  ])("is opened %s, or is not", async (_, change, why) => {
    const { hide, open } = await states(A);
    const opened = open(change(await hide(state(3))));
    if (why === undefined) expect(await opened).toBe(state(3));
    else await expect(opened).rejects.toThrow(why);
  });
});

describe("methods in their order", () => {
  test.each<readonly [string, readonly string[], readonly string[], boolean]>([
    ["its own", [A], [A], false],
    ["the first of two", [A], [A, B], false],
    ["the second of two", [A], [B, A], true],
    ["plain text that is allowed once", [U], [A, U], true],
    ["plain text that stays", [U], [U, A], false],
    ["what was hidden and is to be plain", [A], [U, A], true],
    ["the third", [A], [B, U, A], true],
  ])("%s", async (_, before, now, outdated) => {
    const hidden = await (await states(...before)).hide(state(3));
    const { seal, open, hide } = await states(...now);
    expect(seal.isOutdated).toBe(false);
    expect(await open(hidden)).toBe(state(3));
    expect(seal.isOutdated).toBe(outdated);
    expect((await hide(state(3))) === state(3)).toBe(now[0] === U);
    expect(seal.lines.allowsPlain).toBe(now.includes(U));
    expect(seal.hides).toBe(true);
    expect(await open("")).toBe("");
  });

  test("all that were tried are told", async () => {
    const hidden = await (await states(A)).hide(state(3));
    const { open } = await states(B, U);
    await expect(open(hidden)).rejects.toThrow(/cannot be opened: method\.aes_gcm\.b does not fit/);
    await expect((await states(U)).open(hidden)).rejects.toThrow(
      /cannot be opened: no method is configured that could/,
    );
  });
});

describe("lines", () => {
  test.each<readonly [string, readonly string[], readonly string[], string | undefined]>([
    ["by the same method", [A], [A], "x"],
    ["by a fallback", [A], [B, U, A], "x"],
    ["not by another one", [A], [B], undefined],
    ["not without any", [A], [U], undefined],
  ])("are opened %s", async (_, before, now, expected) => {
    const old = await states(...before);
    const sealer = await old.until(old.seal.lines.sealer());
    if (sealer === undefined) throw new Error("nothing is hidden");
    const next = await states(...now);
    const opener = await next.until(next.seal.lines.opener(JSON.parse(sealer.head)));
    expect(opener?.open(sealer.seal("x", 1), 1)).toBe(expected);
    expect(opener?.open(sealer.seal("x", 1), 2)).toBeUndefined();
    expect(opener?.open("AAAA", 1)).toBeUndefined();
    expect((await next.until(next.seal.lines.sealer())) === undefined).toBe(now[0] === U);
  });

  test("need nothing of their head where a key file hides them", async () => {
    const { seal, until } = await states(A);
    const sealer = await until(seal.lines.sealer());
    const opener = await until(seal.lines.opener([]));
    expect(opener?.open(sealer?.seal("ü", 7) ?? "", 7)).toBe("ü");
  });
});

test.each<readonly [string, string, string, string]>([
  [
    "both",
    `state {\n${target(A)}}\nremote_state_data_sources {\n default {\n${target(A)}}\n}\n`,
    "hidden",
    "hidden",
  ],
  ["states alone", `state {\n${target(A)}}\n`, "hidden", "plain"],
  ["remote states alone", `remote_state_data_sources {\n default {\n${target(A)}}\n}\n`, "plain", "hidden"],
  ["plans alone", `plan {\n${target(A)}}\n`, "plain", "plain"],
])("what is hidden where the block speaks of %s", async (_, blocks, own, remote) => {
  const machine = await machineWith(blocks);
  const word = (seal: unknown): string =>
    seal === UNSEALED ? "plain" : seal instanceof EncryptedStates ? "hidden" : "neither";
  expect(word(stateSeal(machine.host, await targetsOf(machine)))).toBe(own);
  expect(word(await machine.until(remoteSeal(machine.host)))).toBe(remote);
});

test("a block that is wrong is told with the first remote state", async () => {
  const machine = await machineWith("state {\n method = 1\n}\nplan {\n}\n");
  await expect(machine.until(remoteSeal(machine.host))).rejects.toThrow(
    /write a reference to a block here.*No method is named for plan/,
  );
});
