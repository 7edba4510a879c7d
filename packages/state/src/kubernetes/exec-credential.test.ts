import { createRealRuntime } from "@tutti/runtime";
import { expect, test } from "vitest";
import { wordsOf } from "../storage/remote-problem.ts";
import { runLogin } from "./exec-credential.ts";

const access = {
  runtime: createRealRuntime(),
  place: "kubernetes://ns",
  retry: { retries: 0, waitMinMs: 0, waitMaxMs: 0 },
};
const WHEN = "2030-01-02T03:04:05Z";
const answer = (status: object): string => `echo '${JSON.stringify({ kind: "ExecCredential", status })}'`;

const rows: readonly (readonly [string, string, object | RegExp])[] = [
  ["a token", answer({ token: "t" }), { token: "t", certificate: undefined, expiresMs: undefined }],
  ["a token that ends", answer({ token: "t", expirationTimestamp: WHEN }), { expiresMs: Date.parse(WHEN) }],
  [
    "a certificate",
    answer({ clientCertificateData: "c", clientKeyData: "k" }),
    { certificate: "c", key: "k", token: undefined },
  ],
  ["half a certificate", answer({ clientCertificateData: "c" }), /gave neither a token nor a certificate/],
  [
    "what it is told",
    'echo "{\\"status\\":{\\"token\\":\\"$A $(echo $KUBERNETES_EXEC_INFO | tr -d \'\\"\')\\"}}"',
    { token: "b {kind:ExecCredential,apiVersion:v9,spec:{interactive:false}}" },
  ],
  ["no JSON", "echo hello", /the login by "\/bin\/sh" gave no ExecCredential\.$/],
  ["a failure", "echo secret; exit 3", /failed with status 3\.$/],
];

test.each(rows)("a login that gives %s", async (_, script, wanted) => {
  const login = {
    apiVersion: "v9",
    command: "/bin/sh",
    args: ["-c", script],
    environment: new Map([["A", "b"]]),
  };
  const given = await runLogin(access, login).catch(wordsOf);
  if (wanted instanceof RegExp) expect(given).toMatch(wanted);
  else expect(given).toMatchObject(wanted);
});

test("a login whose program is not there", async () => {
  const login = {
    apiVersion: "v1",
    command: "/nowhere/login",
    args: [],
    environment: new Map<string, string>(),
  };
  expect(await runLogin(access, login).catch(wordsOf)).toMatch(
    /^kubernetes:\/\/ns: the login by "\/nowhere\/login" cannot be started: /,
  );
});
