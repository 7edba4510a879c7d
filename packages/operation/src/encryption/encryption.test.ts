import { readFileSync } from "node:fs";
import { createMachine, type Machine } from "@tutti/simulation";
import type { Pieces } from "@tutti/state";
import { describe, expect, it, test } from "vitest";
import type { Outcome } from "../outcome.ts";
import { openEncryption } from "./open-encryption.ts";
import { EncryptedStates } from "./state-seal.ts";

/** Made by `testdata/encryption/make-vectors.py`, with Python's own PBKDF2 and AES-GCM. */
function vector(name: string): string {
  return readFileSync(new URL(`../../testdata/encryption/${name}.tfstate`, import.meta.url), "utf8");
}

const PLAIN = vector("plain");
const PHRASE = "correct-horse-battery";

/** The least work that is allowed, so that tests are quick. */
function pbkdf2(more = "", name = "p"): string {
  return `key_provider "pbkdf2" "${name}" {\n iterations = 200000\n ${more}\n}\n`;
}
const gcm = (more = "", name = "m", keys = "key_provider.pbkdf2.p"): string =>
  `method "aes_gcm" "${name}" {\n keys = ${keys}\n ${more}\n}\n`;
const STATE = "state {\n method = method.aes_gcm.m\n}\n";
const UNENCRYPTED = 'method "unencrypted" "u" {}\n';

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

async function open(block: string, { files = {}, variables = {} }: Setting = {}) {
  const machine = createMachine({ variables });
  await machine.write({ "main.tf": `terraform {\n encryption {\n${block} }\n}\n`, ...files });
  return { machine, outcome: await machine.until(openEncryption(machine.host)) };
}

async function states(
  block: string,
  setting: Setting = {},
): Promise<{ readonly seal: EncryptedStates; readonly machine: Machine }> {
  const { machine, outcome } = await open(block, setting);
  const target = unwrap(outcome).state;
  if (target === undefined) throw new Error("no state is hidden");
  return { machine, seal: new EncryptedStates(machine.host, target) };
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok)
    throw new Error(outcome.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n"));
  return outcome.value;
}

async function gather(pieces: Pieces): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += Buffer.from(piece).toString("latin1");
  return text;
}

const bytes = (text: string): readonly Uint8Array[] => [Buffer.from(text)];
const phrase = `passphrase = "${PHRASE}"`;

describe("what OpenTofu's form holds", () => {
  const rows: readonly (readonly [string, string, Setting?])[] = [
    ["pbkdf2-sha512", pbkdf2(phrase) + gcm() + STATE],
    // What was kept beside it says how the key was made, not what is configured now.
    ["pbkdf2-sha256-128", pbkdf2(phrase) + gcm() + STATE],
    ["pbkdf2-aad-192", pbkdf2(phrase) + gcm("aad = [1, 2, 255]") + STATE],
    ["pbkdf2-chain", pbkdf2(phrase, "first") + pbkdf2("chain = key_provider.pbkdf2.first") + gcm() + STATE],
    [
      "pbkdf2-alias-unicode",
      pbkdf2('passphrase = "paßphrase-ünïcode"\n encrypted_metadata_alias = "the-alias"', "renamed") +
        gcm("", "m", "key_provider.pbkdf2.renamed") +
        STATE,
    ],
    [
      "key-file",
      `key_provider "key_file" "f" {\n path = "key"\n}\n${gcm("", "m", "key_provider.key_file.f")}${STATE}`,
      { files: { key: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n" } },
    ],
  ];

  it.each(rows.map(([name, block, setting]) => [name, block, setting ?? {}] as const))(
    "%s is opened, and what is hidden the same way is opened again",
    async (name, block, setting) => {
      const { seal, machine } = await states(block, setting);
      expect(await machine.until(gather(seal.unseal(bytes(vector(name)))))).toBe(PLAIN);
      expect(seal.isOutdated).toBe(false);
      const again = await machine.until(gather(seal.seal(bytes(PLAIN))));
      expect(again).not.toContain("planted");
      const json = JSON.parse(again);
      expect(Object.keys(json)).toEqual([
        "serial",
        "lineage",
        "meta",
        "encrypted_data",
        "encryption_version",
      ]);
      const old = JSON.parse(vector(name));
      expect(json).toMatchObject({ serial: old.serial, lineage: old.lineage, encryption_version: "v0" });
      expect(Object.keys(json.meta)).toEqual(Object.keys(old.meta));
      for (const key of Object.keys(json.meta)) {
        const meta = JSON.parse(Buffer.from(json.meta[key], "base64").toString());
        expect(Object.keys(meta)).toEqual(["salt", "iterations", "hash_function", "key_length"]);
        expect(Buffer.from(meta.salt, "base64")).toHaveLength(32);
      }
      expect(Buffer.from(json.encrypted_data, "base64")).toHaveLength(Buffer.from(PLAIN).length + 28);
      const fresh = (await states(block, setting)).seal;
      expect(await machine.until(gather(fresh.unseal(bytes(again))))).toBe(PLAIN);
    },
  );

  it("is opened piece by piece, and hidden in pieces of any length", async () => {
    const { seal, machine } = await states(pbkdf2(phrase) + gcm() + STATE);
    const text = vector("pbkdf2-sha512");
    const cut = [...text].map((letter) => Buffer.from(letter));
    expect(await machine.until(gather(seal.unseal(cut)))).toBe(PLAIN);
    for (const length of [1, 2, 3, 4, 100]) {
      const pieces = Array.from({ length: Math.ceil(PLAIN.length / length) }, (_, at) =>
        Buffer.from(PLAIN.slice(at * length, (at + 1) * length)),
      );
      // The head is looked for in the first piece, which format 4's writer makes long enough.
      const sealed = await machine.until(gather(seal.seal([Buffer.from(PLAIN.slice(0, 150)), ...pieces])));
      expect(await machine.until(gather(seal.unseal(bytes(sealed))))).toBe(PLAIN.slice(0, 150) + PLAIN);
    }
  });

  const refusals: readonly (readonly [string, string, RegExp])[] = [
    [
      "another passphrase",
      pbkdf2('passphrase = "another-long-passphrase"') + gcm() + STATE,
      /method\.aes_gcm\.m does not fit/,
    ],
    ["another aad", pbkdf2(phrase) + gcm("aad = [1]") + STATE, /does not fit/],
    [
      "a renamed key provider",
      pbkdf2(phrase, "q") + gcm("", "m", "key_provider.pbkdf2.q") + STATE,
      /finds nothing of its key provider/,
    ],
  ];
  it.each(refusals)("is not opened with %s", async (_, block, why) => {
    const { seal, machine } = await states(block);
    const read = machine.until(gather(seal.unseal(bytes(vector("pbkdf2-sha512")))));
    await expect(read).rejects.toThrow(why);
    await expect(read).rejects.not.toThrow(PHRASE);
  });

  it("is not opened once a bit of it was changed, nor serial or lineage beside it", async () => {
    const { seal, machine } = await states(pbkdf2(phrase) + gcm() + STATE);
    const json = JSON.parse(vector("pbkdf2-sha512"));
    const data = Buffer.from(json.encrypted_data, "base64");
    for (const at of [0, 12, 40, data.length - 1]) {
      const broken = Buffer.from(data);
      broken[at] = (broken[at] ?? 0) ^ 1;
      const text = JSON.stringify({ ...json, encrypted_data: broken.toString("base64") });
      await expect(machine.until(gather(seal.unseal(bytes(text)))), `${at}`).rejects.toThrow(/does not fit/);
    }
    for (const more of [{ serial: 8 }, { lineage: "other" }])
      await expect(
        machine.until(gather(seal.unseal(bytes(JSON.stringify({ ...json, ...more }))))),
      ).rejects.toThrow(/serial or lineage beside/);
    await expect(
      machine.until(gather(seal.unseal(bytes(JSON.stringify({ ...json, encryption_version: "v1" }))))),
    ).rejects.toThrow(/in the form "v1"/);
    const short = JSON.stringify({ ...json, encrypted_data: "AAAA" });
    await expect(machine.until(gather(seal.unseal(bytes(short))))).rejects.toThrow(/does not fit/);
  });
});

describe("lines", () => {
  it("are opened at their place only, and are no states", async () => {
    const { seal, machine } = await states(pbkdf2(phrase) + gcm() + STATE);
    const sealer = await machine.until(seal.lines.sealer());
    if (sealer === undefined) throw new Error("nothing is hidden");
    const line = sealer.seal('{"a":1}', 2);
    expect(Buffer.from(line, "base64").toString("latin1")).not.toContain('"a"');
    expect(sealer.seal('{"a":1}', 2)).not.toBe(line);
    const opener = await machine.until(seal.lines.opener(JSON.parse(sealer.head)));
    expect([1, 2, 3].map((place) => opener?.open(line, place))).toEqual([undefined, '{"a":1}', undefined]);
    const state = JSON.stringify({
      meta: JSON.parse(sealer.head),
      encrypted_data: line,
      encryption_version: "v0",
    });
    await expect(machine.until(gather(seal.unseal(bytes(state))))).rejects.toThrow(/does not fit/);
    expect(seal.lines.allowsPlain).toBe(false);
  });

  it("are kept as they are where the first method does so, and open what was hidden before", async () => {
    const old = await states(pbkdf2(phrase) + gcm() + STATE);
    const sealer = await old.machine.until(old.seal.lines.sealer());
    const going = await states(
      `${pbkdf2(phrase)}${gcm()}${UNENCRYPTED}state {\n method = method.unencrypted.u\n fallback {\n method = method.aes_gcm.m\n }\n}\n`,
    );
    expect(await going.machine.until(going.seal.lines.sealer())).toBeUndefined();
    const opener = await going.machine.until(going.seal.lines.opener(JSON.parse(sealer?.head ?? "")));
    expect(opener?.open(sealer?.seal("x", 1) ?? "", 1)).toBe("x");
    expect(going.seal.lines.allowsPlain).toBe(true);
  });
});

describe("fallbacks", () => {
  const rotated = `${pbkdf2('passphrase = "the-next-passphrase"', "n")}${gcm("", "n", "key_provider.pbkdf2.n")}${pbkdf2(phrase)}${gcm()}state {\n method = method.aes_gcm.n\n fallback {\n method = method.aes_gcm.m\n }\n}\n`;

  it("open what an old key hid, ask for it to be written anew, and hide with the new key", async () => {
    const { seal, machine } = await states(rotated);
    expect(await machine.until(gather(seal.unseal(bytes(vector("pbkdf2-sha512")))))).toBe(PLAIN);
    expect(seal.isOutdated).toBe(true);
    const anew = await machine.until(gather(seal.seal(bytes(PLAIN))));
    expect(Object.keys(JSON.parse(anew).meta)).toEqual(["key_provider.pbkdf2.n"]);
    const fresh = (await states(rotated)).seal;
    expect(await machine.until(gather(fresh.unseal(bytes(anew))))).toBe(PLAIN);
    expect(fresh.isOutdated).toBe(false);
  });

  const both = pbkdf2(phrase) + gcm() + UNENCRYPTED;
  it("let plain text in only where a method says so, and out again", async () => {
    const strict = await states(pbkdf2(phrase) + gcm() + STATE);
    await expect(strict.machine.until(gather(strict.seal.unseal(bytes(PLAIN))))).rejects.toThrow(
      /it is not encrypted/,
    );
    const coming = await states(
      `${both}state {\n method = method.aes_gcm.m\n fallback {\n method = method.unencrypted.u\n }\n}\n`,
    );
    expect(await coming.machine.until(gather(coming.seal.unseal(bytes(PLAIN))))).toBe(PLAIN);
    expect(coming.seal.isOutdated).toBe(true);
    const going = await states(
      `${both}state {\n method = method.unencrypted.u\n fallback {\n method = method.aes_gcm.m\n }\n}\n`,
    );
    expect(await going.machine.until(gather(going.seal.unseal(bytes(vector("pbkdf2-sha512")))))).toBe(PLAIN);
    expect(going.seal.isOutdated).toBe(true);
    expect(await going.machine.until(gather(going.seal.seal(bytes(PLAIN))))).toBe(PLAIN);
    expect(await going.machine.until(gather(going.seal.unseal([])))).toBe("");
  });
});

describe("what may be written", () => {
  const fine: readonly (readonly [string, string, Setting?])[] = [
    [
      "variables and local values",
      `${pbkdf2("passphrase = local.p")}${gcm()}${STATE}`,
      {
        files: { "v.tf": 'variable "p" {\n sensitive = true\n}\nlocals {\n p = "${var.p}-battery"\n}\n' },
        variables: { TF_VAR_p: "correct-horse" },
      },
    ],
    [
      "functions and files",
      `${pbkdf2('passphrase = trimspace(file("p"))')}${gcm()}${STATE}`,
      { files: { p: `${PHRASE}\n` } },
    ],
    [
      "an override",
      `${pbkdf2('passphrase = "something-to-be-overridden"')}${gcm()}${STATE}`,
      {
        files: {
          "x_override.tf": `terraform {\n encryption {\n key_provider "pbkdf2" "p" {\n ${phrase}\n }\n }\n}\n`,
        },
      },
    ],
    [
      "TF_ENCRYPTION over the block",
      `${pbkdf2()}${gcm()}${STATE}`,
      {
        variables: { TF_ENCRYPTION: `key_provider "pbkdf2" "p" {\n ${phrase}\n}` },
      },
    ],
    [
      "TF_ENCRYPTION alone, as JSON",
      "",
      {
        variables: {
          TF_ENCRYPTION: JSON.stringify({
            key_provider: { pbkdf2: { p: { passphrase: PHRASE, iterations: 200000 } } },
            method: { aes_gcm: { m: { keys: "key_provider.pbkdf2.p" } } },
            state: { method: "method.aes_gcm.m" },
          }),
        },
      },
    ],
    [
      "an enforced method from TF_ENCRYPTION",
      "state {\n enforced = true\n}\n",
      {
        variables: { TF_ENCRYPTION: `${pbkdf2(phrase)}${gcm()}${STATE}` },
      },
    ],
  ];
  it.each(fine.map(([name, block, setting]) => [name, block, setting ?? {}] as const))(
    "%s",
    async (_, block, setting) => {
      const { seal, machine } = await states(block, setting);
      expect(await machine.until(gather(seal.unseal(bytes(vector("pbkdf2-sha512")))))).toBe(PLAIN);
    },
  );

  const short = 'passphrase = "fifteen-letters"';
  const wrong: readonly (readonly [string, RegExp, Setting?])[] = [
    [pbkdf2(short) + gcm() + STATE, /"passphrase" is not right: it is too short; 16 characters/],
    [pbkdf2() + gcm() + STATE, /"passphrase" is not right: there is none/],
    [pbkdf2(`${phrase}\n chain = key_provider.pbkdf2.p`) + gcm() + STATE, /give one of the two/],
    [pbkdf2("chain = key_provider.pbkdf2.p") + gcm() + STATE, /chained in a circle/],
    [pbkdf2("chain = key_provider.pbkdf2.x") + gcm() + STATE, /no block for key_provider\.pbkdf2\.x/],
    [
      `key_provider "pbkdf2" "p" {\n ${phrase}\n iterations = 199999\n}\n${gcm()}${STATE}`,
      /"iterations" .* from 200000/,
    ],
    [pbkdf2(`${phrase}\n salt_length = 0`) + gcm() + STATE, /"salt_length" .* from 1 /],
    [
      pbkdf2(`${phrase}\n key_length = 31`) + gcm() + STATE,
      /AES takes keys of 16, 24 or 32 bytes, and this key provider gives 31/,
    ],
    [pbkdf2(`${phrase}\n hash_function = "sha1"`) + gcm() + STATE, /neither "sha256" nor "sha512"/],
    [pbkdf2(`${phrase}\n depth = 1`) + gcm() + STATE, /named "depth" is not expected/],
    [pbkdf2(phrase) + gcm("aad = [256]") + STATE, /"aad" is not right/],
    [pbkdf2(phrase) + gcm("", "m", '"text"') + STATE, /write a reference to a block here/],
    [pbkdf2(phrase) + STATE, /no block for method\.aes_gcm\.m/],
    [`${pbkdf2(phrase) + gcm()}state {}\n`, /No method is named for state/],
    [pbkdf2(phrase) + gcm() + STATE + STATE, /more than one state/],
    [pbkdf2(phrase) + pbkdf2(phrase) + gcm() + STATE, /more than one key_provider\.pbkdf2\.p/],
    [
      `${UNENCRYPTED}state {\n enforced = true\n method = method.unencrypted.u\n}\n`,
      /"unencrypted" is forbidden here/,
    ],
    [
      `${pbkdf2(phrase)}${gcm()}${UNENCRYPTED}plan {\n enforced = true\n method = method.aes_gcm.m\n fallback {\n method = method.unencrypted.u\n }\n}\n`,
      /forbidden here, since "enforced" is set for plan/,
    ],
    [
      `key_provider "aws_kms" "p" {}\n${gcm("", "m", "key_provider.aws_kms.p")}${STATE}`,
      /"kms_key_id" is not right: it must be set/,
    ],
    [
      `key_provider "vault" "p" {}\n${gcm("", "m", "key_provider.vault.p")}${STATE}`,
      /There is no key provider "vault"/,
    ],
    [
      'method "external" "m" {}\nstate {\n method = method.external.m\n}\n',
      /"encrypt_command" is not right: it must name the program/,
    ],
    [
      `${pbkdf2(phrase)}${gcm()}remote_state_data_sources {\n remote_state_data_source "x" {\n method = method.aes_gcm.m\n }\n}\n`,
      /does not tell one data source from another/,
    ],
    [
      pbkdf2("passphrase = terraform_data.x.id") + gcm() + STATE,
      /terraform_data\.x\.id cannot be used for encryption/,
    ],
    [
      pbkdf2("passphrase = local.a") + gcm() + STATE,
      /it refers to itself/,
      { files: { "l.tf": "locals {\n a = local.b\n b = local.a\n}\n" } },
    ],
    [
      pbkdf2("passphrase = var.p") + gcm() + STATE,
      /"p" is required/,
      { files: { "v.tf": 'variable "p" {}\n' } },
    ],
    [
      `key_provider "key_file" "f" {\n path = "key"\n}\n${gcm("", "m", "key_provider.key_file.f")}${STATE}`,
      /key cannot be read: no such file/,
    ],
    [
      `key_provider "key_file" "f" {\n path = "key"\n}\n${gcm("", "m", "key_provider.key_file.f")}${STATE}`,
      /key holds no key of 16, 24 or 32 bytes/,
      { files: { key: "short" } },
    ],
    ["", /TF_ENCRYPTION, line 1/, { variables: { TF_ENCRYPTION: "state {" } }],
  ];
  it.each(wrong.map(([block, why, setting]) => [why, block, setting ?? {}] as const))(
    "told: %s",
    async (why, block, setting) => {
      const { outcome } = await open(block, setting);
      const told = outcome.ok ? "nothing" : outcome.diagnostics.map(({ detail }) => detail).join("\n");
      expect(told).toMatch(why);
      // No line of the source is shown: it may be a passphrase.
      expect(
        outcome.diagnostics.every(
          ({ subject, expression }) => subject === undefined && expression === undefined,
        ),
      ).toBe(true);
      expect(told).not.toMatch(/fifteen-letters|correct-horse/);
    },
  );
});

test("nothing is hidden where nothing says so", async () => {
  expect(unwrap((await open("")).outcome)).toEqual({ state: undefined, plan: undefined, remote: undefined });
  const { outcome } = await open(pbkdf2("nonsense = 1"));
  // What no target uses is not looked at.
  expect(outcome.ok).toBe(true);
});
