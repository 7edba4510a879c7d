import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { testCertificate } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dispatch } from "../../dispatch.ts";

/** A host with OAuth: it hands out a code, and for that and its verifier a token. */
let server: Server;
let host = "";
let home = "";
let services: Readonly<Record<string, unknown>>;
let challenge = "";
let asked: URLSearchParams | undefined;
/** What the host answers the exchange of the code with. */
let answer: (given: URLSearchParams) => readonly [number, string];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tutti-login-"));
  const { cert, key } = await testCertificate("localhost");
  writeFileSync(join(home, "authority.pem"), cert);
  server = createServer({ cert, key }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://localhost");
    if (url.pathname === "/.well-known/terraform.json") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(services));
    } else {
      let body = "";
      request.on("data", (piece) => {
        body += piece;
      });
      request.on("end", () => {
        const [status, text] = answer(new URLSearchParams(body));
        response.writeHead(status);
        response.end(text);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});

beforeEach(() => {
  services = {
    "login.v1": {
      client: "me",
      authz: "/authz",
      token: "/token",
      scopes: ["a", "b"],
      ports: [20_000, 60_000],
    },
  };
  rmSync(join(home, ".terraform.d"), { recursive: true, force: true });
  answer = (given) => {
    const verifier = given.get("code_verifier") ?? "";
    const proven = createHash("sha256").update(verifier).digest("base64url") === challenge;
    return proven && given.get("code") === "code" && given.get("client_id") === "me"
      ? [200, '{"access_token":"tok"}']
      : [400, ""];
  };
});

interface Run {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command; `browse` stands for the person at the browser, and gets the URL that was shown. */
async function run(
  words: string,
  lines: readonly string[],
  browse: (url: URL) => void = () => undefined,
  variables: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const real = createRealRuntime();
  const runtime: Runtime = {
    ...real,
    environment: {
      ...real.environment,
      home,
      variables: new Map([["SSL_CERT_FILE", join(home, "authority.pem")], ...Object.entries(variables)]),
    },
  };
  let [out, err] = ["", ""];
  const rest = [...lines];
  const status = await dispatch({
    words: words.split(" "),
    product: "terraform",
    stdin: { isTerminal: false, readAll: async () => new Uint8Array(), readLine: async () => rest.shift() },
    stdout: {
      isTerminal: false,
      width: 78,
      height: 24,
      write: (data) => {
        out += String(data);
        const url = /https:\/\/localhost:\d+\/authz\S+/.exec(String(data))?.[0];
        if (url !== undefined) browse(new URL(url));
      },
    },
    stderr: {
      isTerminal: false,
      width: 78,
      height: 24,
      write: (data) => {
        err += String(data);
      },
    },
    variable: () => undefined,
    changeDirectory: () => undefined,
    createRuntime: async () => runtime,
  });
  return { status, out, err };
}

/** Does what the host's page does: sends the browser back with a code. */
function approve(url: URL): void {
  asked = url.searchParams;
  challenge = asked.get("code_challenge") ?? "";
  const back = new URL((asked.get("redirect_uri") ?? "").replace("localhost", "127.0.0.1"));
  back.searchParams.set("code", "code");
  back.searchParams.set("state", asked.get("state") ?? "");
  fetch(back).then((response) => response.text());
}

const credentials = (): string => join(home, ".terraform.d/credentials.tfrc.json");

test("login gets a token by code and verifier, keeps it for the owner alone, and logout takes it away", async () => {
  const done = await run(`login ${host}`, ["yes"], approve);
  expect(done.err).toBe("");
  expect(done.status).toBe(0);
  expect(done.out).toMatch(/^Terraform will request an API token for localhost:\d+ using OAuth\.\n/);
  expect(done.out).toMatch(/Success! Terraform has obtained and saved an API token\.\n/);
  expect(Object.fromEntries(asked ?? [])).toMatchObject({
    client_id: "me",
    code_challenge_method: "S256",
    response_type: "code",
    scope: "a b",
    redirect_uri: expect.stringMatching(/^http:\/\/localhost:[2-6]\d{4}\/login$/),
  });
  expect(JSON.parse(readFileSync(credentials(), "utf8"))).toEqual({
    credentials: { [host]: { token: "tok" } },
  });
  expect(statSync(credentials()).mode & 0o777).toBe(0o600);
  const out = await run(`logout ${host}`, []);
  expect(out).toEqual({
    status: 0,
    err: "",
    out: `Removing the stored credentials for ${host} from the following file:\n    ${credentials()}\n\nSuccess! Terraform has removed the stored API token for ${host}.\n\n`,
  });
  expect(JSON.parse(readFileSync(credentials(), "utf8"))).toEqual({ credentials: {} });
  expect((await run(`logout ${host}`, [])).out).toBe(`No credentials for ${host} are stored.\n\n`);
});

test("login listens to nobody who does not know its state", async () => {
  const statuses: number[] = [];
  const done = await run(`login ${host}`, ["yes"], (url) => {
    const back = new URL((url.searchParams.get("redirect_uri") ?? "").replace("localhost", "127.0.0.1"));
    const others = [
      "/login?code=evil&state=evil",
      "/login?code=evil",
      `/login?state=${url.searchParams.get("state")}`,
      "/",
    ];
    const visit = async (): Promise<void> => {
      for (const path of others) statuses.push((await fetch(new URL(path, back))).status);
      approve(url);
    };
    visit();
  });
  expect(statuses).toEqual([400, 400, 400, 404]);
  expect(done.status).toBe(0);
});

test.each<[string, () => readonly [number, string], RegExp]>([
  ["refuses", () => [403, ""], /did not assign an auth token: 403 Forbidden/],
  ["gives no token", () => [200, "{}"], /the answer holds no access_token/],
  ["gives no JSON", () => [200, "<html>"], /the answer holds no access_token/],
])("login says so where the host %s", async (_, answers, wanted) => {
  answer = answers;
  const done = await run(`login -no-color ${host}`, ["yes"], approve);
  expect(done.status).toBe(1);
  expect(done.err.replaceAll(/\s+/g, " ")).toMatch(wanted);
});

test("login is called off by any other answer", async () => {
  for (const lines of [["no"], [""], []]) {
    const done = await run(`login -no-color ${host}`, lines);
    expect(done.status).toBe(1);
    expect(done.err).toContain("Error: Login cancelled\n");
  }
});

test("a host whose tokens are made by hand is given one", async () => {
  services = { "tfe.v2": "/api/" };
  const done = await run(`login ${host}`, ["yes", " typed "]);
  expect(done.status).toBe(0);
  expect(done.out).toContain("Open the following URL to access the tokens page for");
  expect(JSON.parse(readFileSync(credentials(), "utf8")).credentials[host].token).toBe("typed");
  const none = await run(`login -no-color ${host}`, ["yes"]);
  expect(none.err).toContain("Error: Failed to retrieve token: EOF\n");
});

test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  [
    "nothing",
    {},
    /Error: Host does not support Terraform tokens API The given hostname "localhost:\d+" does not support creating Terraform authorization tokens\./,
  ],
  [
    "passwords alone",
    { "login.v1": { client: "c", authz: "a", token: "t", grant_types: ["password"] } },
    /Error: Host does not support Terraform login The given hostname "localhost:\d+" does not allow any OAuth grant types that are supported by this version of Terraform\./,
  ],
])("login refuses a host that offers %s", async (_, offered, wanted) => {
  services = offered;
  const done = await run(`login -no-color ${host}`, ["yes"]);
  expect(done.status).toBe(1);
  expect(done.err.replaceAll(/\s+/g, " ")).toMatch(wanted);
});

test("login asks nothing where TF_INPUT forbids it", async () => {
  const done = await run(`login -no-color ${host}`, ["yes"], approve, { TF_INPUT: "0" });
  expect(done.status).toBe(1);
  expect(done.err).toContain("Error: Login is an interactive operation\n");
});

test.each(["login", "logout"])("%s takes one host, and one that can be one", async (word) => {
  expect((await run(`${word} a.test b.test`, [])).err).toMatch(
    /expects at most one argument: the host to log (in to|out of)\./,
  );
  expect((await run(`${word} -no-color bad_host`, [])).err).toContain(
    'Error: Invalid hostname\n\nThe given hostname "bad_host" is not valid: idna: disallowed rune U+005F.\n',
  );
});

test("a credentials helper keeps tokens in place of the file", async () => {
  const folder = join(home, ".terraform.d/plugins");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "terraform-credentials-mine"),
    `#!/bin/sh\necho "$@" >> ${home}/calls\nif [ "$2" = get ]; then echo '{"token":"helped"}'; else cat >> ${home}/calls; fi\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(home, "rc"), 'credentials_helper "mine" {\n  args = ["first"]\n}\n');
  const variables = { TF_CLI_CONFIG_FILE: join(home, "rc") };
  const done = await run(`login ${host}`, ["yes"], approve, variables);
  expect(done.status).toBe(0);
  expect(done.out).toContain('"mine" credentials helper');
  expect((await run(`logout ${host}`, [], undefined, variables)).status).toBe(0);
  expect(readFileSync(join(home, "calls"), "utf8")).toBe(
    `first get ${host}\nfirst store ${host}\n{"token":"tok"}first forget ${host}\n`,
  );
});
