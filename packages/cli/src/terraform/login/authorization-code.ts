import { createHash } from "node:crypto";
import type { ErrorKind } from "@tutti/errors";
import { statusText, trustedAuthorities } from "@tutti/modules";
import { type Listener, type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { closingPage } from "./closing-page.ts";
import type { LoginService } from "./login-service.ts";

type CodeService = Extract<LoginService, { readonly kind: "login" }>;

/** Why there is no token. */
export class LoginFailure extends Error {
  readonly kind: ErrorKind;
  constructor(kind: ErrorKind, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** So many ports are tried before we say that none is free. */
const PORT_ATTEMPTS = 100;
const TOKEN_MS = 30_000;
const ANSWER_BYTES_MAX = 1 << 20;

/**
 * OAuth's authorization code with PKCE: the browser goes to the host, which
 * sends it back to us with a code, and nobody but us can turn that into a token.
 */
export async function obtainToken(
  context: CommandContext,
  host: string,
  service: CodeService,
): Promise<string> {
  const { runtime, stdout, product } = context;
  const { title, command } = productName(product);
  const state = runtime.random.uuid();
  const verifier = `${runtime.random.uuid()}.${Buffer.from(runtime.random.bytes(24)).toString("base64url")}`;
  const answer = await listen(runtime, service.ports, state, closingPage(title, command));
  try {
    const redirect = `http://localhost:${answer.port}/login`;
    const url = authorizeUrl(service, { redirect, state, verifier });
    stdout.write(
      `\nOpen the following URL to access the login page for ${host}:\n    ${url}\n\n${title} will now wait for the host to signal that login was successful.\n\n`,
    );
    const code = await answer.code;
    return await exchange(runtime, service, { code, verifier, redirect });
  } finally {
    await answer.close();
  }
}

interface Proof {
  readonly redirect: string;
  readonly verifier: string;
}

function authorizeUrl(
  service: CodeService,
  { redirect, state, verifier }: Proof & { readonly state: string },
): string {
  const url = new URL(service.authorizeUrl);
  const parameters = {
    client_id: service.client,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    redirect_uri: redirect,
    response_type: "code",
    ...(service.scopes.length === 0 ? {} : { scope: service.scopes.join(" ") }),
    state,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

interface Answer {
  readonly port: number;
  readonly code: Promise<string>;
  close(): Promise<void>;
}

/** Listens on this machine alone for the browser that comes back. */
async function listen(
  runtime: Runtime,
  [low, high]: readonly [number, number],
  state: string,
  page: string,
): Promise<Answer> {
  let resolve: (code: string) => void = () => undefined;
  const code = new Promise<string>((settle) => {
    resolve = settle;
  });
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
    const port = low + runtime.random.integer(high - low + 1);
    let listener: Listener;
    try {
      listener = await runtime.network.serveHttp({ host: "127.0.0.1", port }, (request) => {
        const asked = new URL(request.target, "http://localhost");
        const given = asked.searchParams.get("code") ?? "";
        // Another page of the browser may send anything here: only who knows the state is answered.
        if (asked.pathname !== "/login") request.respond(404, {}, "");
        else if (asked.searchParams.get("state") !== state || given === "") request.respond(400, {}, "");
        else {
          request.respond(200, { "Content-Type": "text/html", Connection: "close" }, page);
          resolve(given);
        }
      });
    } catch (error) {
      if (error instanceof RuntimeError && (error.code === "EADDRINUSE" || error.code === "EACCES")) continue;
      throw error;
    }
    return { port, code, close: () => listener.close() };
  }
  throw new LoginFailure(
    cliError("login-failed"),
    `No port between ${low} and ${high} is free to listen on.`,
  );
}

async function exchange(
  runtime: Runtime,
  service: CodeService,
  { code, verifier, redirect }: Proof & { readonly code: string },
): Promise<string> {
  const body = new URLSearchParams({
    client_id: service.client,
    code,
    code_verifier: verifier,
    grant_type: "authorization_code",
    redirect_uri: redirect,
  });
  const failed = (why: string): LoginFailure =>
    new LoginFailure(cliError("login-failed"), `The remote server did not assign an auth token: ${why}.`);
  const tlsAuthority = await trustedAuthorities(runtime);
  try {
    const response = await runtime.network.request({
      method: "POST",
      url: service.tokenUrl,
      proxyVariables: runtime.environment.variables,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: body.toString(),
      bodyMax: ANSWER_BYTES_MAX,
      timeoutMs: TOKEN_MS,
      ...(tlsAuthority === undefined ? {} : { tlsAuthority }),
    });
    if (response.status !== 200) throw failed(statusText(response.status));
    const token = tokenOf(new TextDecoder().decode(response.body));
    if (token === undefined) throw failed("the answer holds no access_token");
    return token;
  } catch (error) {
    if (error instanceof RuntimeError) throw failed(reasonOf(error));
    throw error;
  }
}

function tokenOf(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const token =
      typeof json === "object" && json !== null && "access_token" in json ? json.access_token : "";
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    return undefined;
  }
}
