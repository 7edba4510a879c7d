import { hasErrors, parseConfig } from "@tutti/hcl";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeBackendSettings } from "../../backend-settings.ts";
import { S3 } from "./s3-definition.ts";

const runtime = createRealRuntime();
const asked: string[] = [];
let proxy = "";
let close: () => Promise<void>;
beforeAll(async () => {
  const listener = await runtime.network.serveHttp({ host: "127.0.0.1", port: 0 }, (exchange) => {
    asked.push(exchange.target);
    exchange.respond(404, {});
  });
  proxy = `http://127.0.0.1:${listener.port}`;
  close = () => listener.close();
});
afterAll(() => close());

const THROUGH = ["http://s3.invalid/b/k"];
const rows: readonly [string, string, Readonly<Record<string, string>>, readonly string[]][] = [
  ["the block's proxy", 'http_proxy = "PROXY"', {}, THROUGH],
  [
    "the block's before the environment's",
    'http_proxy = "PROXY"',
    { HTTP_PROXY: "http://127.0.0.1:1" },
    THROUGH,
  ],
  ["the environment's", "", { http_proxy: "PROXY" }, THROUGH],
  ["none where the block says so", 'http_proxy = "PROXY"\nno_proxy = ".invalid"', {}, []],
  ["the proxy of https for https alone", 'https_proxy = "PROXY"', {}, []],
];
test.each(rows)("goes by %s", async (_, block, variables, wanted) => {
  asked.length = 0;
  const text = `bucket = "b"\nkey = "k"\nregion = "us-east-1"\naccess_key = "a"\nsecret_key = "b"\nmax_retries = 0\nuse_path_style = true\nendpoints = { s3 = "http://s3.invalid" }\n${block}`;
  const { body } = parseConfig(text.replaceAll("PROXY", proxy), "main.tf");
  const { settings, diagnostics } = decodeBackendSettings(S3, body);
  if (settings === undefined || hasErrors(diagnostics)) throw new Error(text);
  const environment = {
    ...runtime.environment,
    variables: new Map(
      Object.entries(variables).map(([name, value]) => [name, value.replace("PROXY", proxy)]),
    ),
  };
  const backend = S3.create(
    { runtime: { ...runtime, environment }, reader: { name: "Tutti", version: "1.11.4" } },
    settings,
  );
  const read = await backend.open("default").read();
  expect(asked).toEqual(wanted);
  expect(read.ok).toBe(wanted.length > 0);
});
