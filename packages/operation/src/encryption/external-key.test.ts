import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { externalKey } from "./external-key.ts";

const HEADER = '{"magic":"OpenTofu-External-Key-Provider","version":1}\n';
const NAME = "key_provider.external.p";
const KEY = Buffer.alloc(32, 1).toString("base64");

/** The provider over a program that gives this. */
function begin(output: string | ((input: string) => string), exitCode = 0) {
  const simulation = createSimulation(1);
  const { processes } = simulation.host("a");
  const asked: string[] = [];
  processes.install("/bin/keys", async ({ args, input = "" }) => {
    asked.push(`${args.join(" ")} ${input}`);
    return { exitCode, output: typeof output === "string" ? output : output(String(input)) };
  });
  const provider = externalKey({ processes }, NAME, ["/bin/keys", "-a", "b c"]);
  return { asked, provider, run: <T>(promise: Promise<T>): Promise<T> => simulation.until(promise) };
}

test("keys are asked for once, and found again by what was kept", async () => {
  const { asked, provider, run } = begin((input) =>
    input === "null"
      ? `${HEADER}{"keys":{"encryption_key":"${KEY}"},"meta":{"external_data":{"n":7}}}`
      : `${HEADER}{"keys":{"encryption_key":"AA==","decryption_key":"${KEY}"}}`,
  );
  const sealed = await run(provider.sealingKey());
  expect(await run(provider.sealingKey())).toBe(sealed);
  expect(Buffer.from(sealed.key).toString("base64")).toBe(KEY);
  expect([...sealed.meta]).toEqual([[NAME, '{"external_data":{"n":7}}']]);
  for (let turn = 0; turn < 2; turn++)
    expect(Buffer.from((await run(provider.openingKey(sealed.meta))) ?? []).toString("base64")).toBe(KEY);
  expect(asked).toEqual(["-a b c null", '-a b c {"external_data":{"n":7}}']);
  expect(await run(provider.openingKey(new Map([["another", "{}"]])))).toBeUndefined();
});

test("a program that keeps nothing is asked as if for the first time", async () => {
  const { asked, provider, run } = begin(
    `${HEADER}{"keys":{"encryption_key":"${KEY}","decryption_key":"${KEY}"}}`,
  );
  const { meta } = await run(provider.sealingKey());
  expect([...meta]).toEqual([[NAME, '{"external_data":null}']]);
  expect(Buffer.from((await run(provider.openingKey(meta))) ?? []).toString("base64")).toBe(KEY);
  expect(asked).toEqual(["-a b c null", "-a b c null"]);
});

test.each<readonly [string, string, number, string]>([
  ["fails", "", 3, "/bin/keys failed with status 3"],
  [
    "says nothing",
    "",
    0,
    '/bin/keys is no key provider: its first line is not {"magic":"OpenTofu-External-Key-Provider","version":1}',
  ],
  [
    "says something else",
    '{"magic":"x","version":1}\n{}',
    0,
    '/bin/keys is no key provider: its first line is not {"magic":"OpenTofu-External-Key-Provider","version":1}',
  ],
  [
    "speaks another version",
    HEADER.replace("1", "2"),
    0,
    "/bin/keys speaks another version of the protocol than 1",
  ],
  ["breaks off", `${HEADER}{"keys":{"encr`, 0, "/bin/keys gave no keys"],
  ["gives no keys", `${HEADER}{}`, 0, "/bin/keys gave no keys"],
  ["gives an empty key", `${HEADER}{"keys":{"encryption_key":""}}`, 0, "/bin/keys gave no encryption_key"],
])("a program that %s", async (_, output, exitCode, wanted) => {
  const { provider, run } = begin(output, exitCode);
  await expect(run(provider.sealingKey())).rejects.toMatchObject({ subject: NAME, message: wanted });
});

test("a program that is not there", async () => {
  const simulation = createSimulation(1);
  const provider = externalKey(simulation.host("a"), NAME, ["/nowhere"]);
  await expect(simulation.until(provider.sealingKey())).rejects.toThrow(/^\/nowhere cannot be started: /);
});

test("what was kept and cannot be read is told", async () => {
  const { provider, run } = begin("");
  await expect(run(provider.openingKey(new Map([[NAME, "x"]])))).rejects.toThrow(/cannot be read$/);
});
