import { createMachine, type Machine } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { openEncryption } from "./open-encryption.ts";
import type { SealTarget } from "./seal-method.ts";
import { openSealedFile, sealPlan, unsealPlan } from "./sealed-files.ts";
import { EncryptedStates } from "./state-seal.ts";

const KEYS = { state: "s".repeat(32), plan: "p".repeat(32), other: "o".repeat(32) };
const method = (name: keyof typeof KEYS): string =>
  `key_provider "key_file" "${name}" {\n path = "${name}.key"\n}\nmethod "aes_gcm" "${name}" {\n keys = key_provider.key_file.${name}\n}\n`;
const ALL = `${method("state")}${method("plan")}${method("other")}method "unencrypted" "u" {}\n`;
const BOTH = "state {\n method = method.aes_gcm.state\n}\nplan {\n method = method.aes_gcm.plan\n}\n";

async function machineWith(targets: string): Promise<Machine> {
  const machine = createMachine();
  const keys = Object.entries(KEYS).map(([name, key]) => [`${name}.key`, key]);
  const main = `terraform {\n encryption {\n${ALL}${targets} }\n}\n`;
  await machine.write({ ...Object.fromEntries(keys), "main.tf": main });
  return machine;
}

async function targetsOf(machine: Machine) {
  const outcome = await machine.until(openEncryption(machine.host));
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ detail }) => detail).join());
  return outcome.value;
}

/** A plan is a zip archive: bytes that are no text. */
const PLAN = Buffer.from([0x50, 0x4b, 3, 4, 0, 255, ...Buffer.from("planted secret")]);
const STATE = '{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"l","outputs":{}}';

async function sealedPlan(machine: Machine, target?: SealTarget): Promise<Buffer> {
  const { plan } = await targetsOf(machine);
  return Buffer.from(await machine.until(sealPlan(machine.host, target ?? plan, PLAN)));
}

async function sealedState(machine: Machine): Promise<Buffer> {
  const { state } = await targetsOf(machine);
  if (state === undefined) throw new Error("no state is hidden");
  const pieces: Uint8Array[] = [];
  const seal = new EncryptedStates(machine.host, state).seal([Buffer.from(STATE)]);
  for await (const piece of seal) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

async function opened(machine: Machine, bytes: Uint8Array): Promise<string | Buffer> {
  const outcome = await machine.until(openSealedFile(machine.host, bytes));
  return outcome.ok
    ? Buffer.from(outcome.value)
    : outcome.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join();
}

describe("a plan", () => {
  it("is hidden where `plan` says so, and shows nothing but how it is opened", async () => {
    const machine = await machineWith(BOTH);
    const sealed = await sealedPlan(machine);
    expect(Object.keys(JSON.parse(sealed.toString()))).toEqual([
      "meta",
      "encrypted_data",
      "encryption_version",
    ]);
    expect(Buffer.from(JSON.parse(sealed.toString()).encrypted_data, "base64").includes("planted")).toBe(
      false,
    );
    expect(await unsealPlan((await targetsOf(machine)).plan, sealed)).toEqual(PLAN);
  });

  it("stays as it is where nothing says so", async () => {
    const machine = await machineWith("");
    expect(await sealedPlan(machine)).toEqual(PLAN);
    expect(await unsealPlan(undefined, PLAN)).toEqual(PLAN);
    const plain = await machineWith("plan {\n method = method.unencrypted.u\n}\n");
    expect(await sealedPlan(plain)).toEqual(PLAN);
    expect(await unsealPlan((await targetsOf(plain)).plan, PLAN)).toEqual(PLAN);
  });

  it("is not read with another key, without one, nor where it was exchanged for a plain one", async () => {
    const machine = await machineWith(BOTH);
    const sealed = await sealedPlan(machine);
    const { plan, state } = await targetsOf(machine);
    expect(await unsealPlan(undefined, sealed)).toMatch(/it is encrypted, and no encryption is configured/);
    expect(await unsealPlan(state, sealed)).toMatch(/method\.aes_gcm\.state does not fit/);
    expect(await unsealPlan(plan, PLAN)).toMatch(/it is not encrypted, and .* does not allow that/);
    // A key that this machine lost is no reason to read on.
    const broken = { name: "plan", methods: [{ ...required(plan), openingKey: lost }] } as const;
    await expect(unsealPlan(broken, sealed)).rejects.toThrow("lost");
  });
});

function required(target: SealTarget | undefined) {
  const first = target?.methods[0];
  if (first === undefined || first === "unencrypted") throw new Error("no method hides");
  return first;
}

async function lost(): Promise<Uint8Array> {
  throw new TypeError("lost");
}

describe("a file that holds a state or a plan", () => {
  it("is what it is where it is not hidden, whatever the configuration says", async () => {
    for (const targets of [BOTH, "", "state {\n nonsense = 1\n}\n"]) {
      const machine = await machineWith(targets);
      for (const plain of [
        PLAN,
        Buffer.from(STATE),
        Buffer.from(""),
        Buffer.from(' {"encryption_version":"v0"}'),
      ])
        expect(await opened(machine, plain)).toEqual(plain);
    }
  });

  it("is opened with what is configured for its kind", async () => {
    const machine = await machineWith(BOTH);
    expect(await opened(machine, await sealedPlan(machine))).toEqual(PLAN);
    expect(await opened(machine, await sealedState(machine))).toEqual(Buffer.from(STATE));
  });

  it("is refused where nothing is configured for its kind, or another key, or a wrong block", async () => {
    const machine = await machineWith(BOTH);
    const [plan, state] = [await sealedPlan(machine), await sealedState(machine)];
    const onlyPlan = await machineWith("plan {\n method = method.aes_gcm.plan\n}\n");
    const onlyState = await machineWith("state {\n method = method.aes_gcm.state\n}\n");
    const noKey = /^.+: The file cannot be read: it is encrypted, and no encryption is configured for it/;
    expect(await opened(onlyPlan, state)).toMatch(noKey);
    expect(await opened(onlyState, plan)).toMatch(noKey);
    expect(await opened(onlyPlan, plan)).toEqual(PLAN);
    expect(await opened(onlyState, state)).toEqual(Buffer.from(STATE));
    const others = await machineWith(
      "state {\n method = method.aes_gcm.other\n}\nplan {\n method = method.aes_gcm.other\n}\n",
    );
    for (const sealed of [plan, state])
      expect(await opened(others, sealed)).toMatch(/cannot be read: .*method\.aes_gcm\.other does not fit/);
    const wrong = await machineWith("plan {}\n");
    expect(await opened(wrong, plan)).toMatch(/No method is named for plan/);
  });
});
