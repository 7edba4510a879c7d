import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { type OpenbaoSettings, openbaoKey } from "./openbao-key.ts";

const NAME = "key_provider.openbao.p";
const KEY = Buffer.alloc(32, 1).toString("base64");
const SETTINGS: OpenbaoSettings = {
  address: new URL("http://10.0.0.1/bao/"),
  token: "secret-token",
  namespace: undefined,
  keyName: "a/b",
  keyLength: 32,
  enginePath: "transit",
  associatedData: undefined,
};

/** The provider over a server that gives this, or the keys of a transit engine. */
async function begin(
  more: Partial<OpenbaoSettings> = {},
  answer?: {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
) {
  const simulation = createSimulation(1);
  const asked: string[] = [];
  await simulation.until(
    simulation.host("10.0.0.1").network.serveHttp({ host: "10.0.0.1", port: 80 }, async (exchange) => {
      const body = new TextDecoder().decode(await exchange.body(1 << 16));
      const who = [exchange.header("x-vault-token"), exchange.header("x-vault-namespace") ?? "-"];
      asked.push([exchange.method, exchange.target, ...who, body].join(" "));
      const made = exchange.target.includes("datakey")
        ? { ciphertext: "vault:v1:x", plaintext: KEY }
        : { plaintext: KEY };
      if (answer === undefined) exchange.respond(200, {}, JSON.stringify({ data: made }));
      else exchange.respond(answer.status, answer.headers ?? {}, answer.body);
    }),
  );
  const provider = openbaoKey(simulation.host("10.0.0.2"), NAME, { ...SETTINGS, ...more });
  return { asked, provider, run: <T>(promise: Promise<T>): Promise<T> => simulation.until(promise) };
}

const AT = "POST /bao/v1/transit";
test.each<readonly [string, Partial<OpenbaoSettings>, string, readonly string[]]>([
  [
    "a key",
    {},
    '{"ciphertext":"dmF1bHQ6djE6eA=="}',
    [
      `${AT}/datakey/plaintext/a%2Fb secret-token - {"bits":256}`,
      `${AT}/decrypt/a%2Fb secret-token - {"ciphertext":"vault:v1:x"}`,
    ],
  ],
  [
    "a key that is bound to something, in a namespace",
    { associatedData: "YQ==", namespace: "n", keyLength: 16 },
    '{"ciphertext":"dmF1bHQ6djE6eA==","associated_data":"YQ=="}',
    [
      `${AT}/datakey/plaintext/a%2Fb secret-token n {"bits":128,"associated_data":"YQ=="}`,
      `${AT}/decrypt/a%2Fb secret-token n {"ciphertext":"vault:v1:x","associated_data":"YQ=="}`,
    ],
  ],
])("%s is asked for once, and found again by what was kept", async (_, more, kept, wanted) => {
  const { asked, provider, run } = await begin(more);
  const sealed = await run(provider.sealingKey());
  expect(await run(provider.sealingKey())).toBe(sealed);
  expect([...sealed.meta]).toEqual([[NAME, kept]]);
  for (let turn = 0; turn < 2; turn++)
    expect(Buffer.from((await run(provider.openingKey(sealed.meta))) ?? []).toString("base64")).toBe(KEY);
  expect(asked).toEqual(wanted);
  expect(await run(provider.openingKey(new Map()))).toBeUndefined();
});

test.each<readonly [string, Parameters<typeof begin>[1], RegExp]>([
  ["refuses", { status: 403, body: '{"errors":["permission denied"]}' }, /a%2Fb: 403 permission denied$/],
  ["sends us elsewhere", { status: 307, body: "", headers: { Location: "http://10.0.0.9/" } }, /: 307$/],
  ["gives half a body", { status: 200, body: '{"data":' }, /: 200$/],
  ["gives no key", { status: 200, body: '{"data":{"ciphertext":"x"}}' }, /^the answer holds no plaintext$/],
  ["gives nothing to keep", { status: 200, body: `{"data":{"plaintext":"${KEY}"}}` }, /holds no ciphertext$/],
])("a server that %s is told, without the token", async (_, answer, words) => {
  const { provider, run } = await begin({}, answer);
  const failure = run(provider.sealingKey());
  await expect(failure).rejects.toMatchObject({ subject: NAME, message: expect.stringMatching(words) });
  await expect(failure).rejects.not.toThrow(/secret-token/);
});

test("nobody who listens is told", async () => {
  const { provider, run } = await begin({ address: new URL("http://10.0.0.7") });
  await expect(run(provider.sealingKey())).rejects.toThrow(/^http:\/\/10.0.0.7 cannot be reached: /);
});

test("what was kept and cannot be read is told", async () => {
  const { provider, run } = await begin();
  await expect(run(provider.openingKey(new Map([[NAME, "x"]])))).rejects.toThrow(/cannot be read$/);
});
