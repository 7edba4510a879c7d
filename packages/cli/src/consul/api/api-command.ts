import {
  type AgentClient,
  type ApiAnswer,
  type ClientOptions,
  createAgentClient,
  TLS_FILES_CODE,
} from "@tutti/agent-api";
import type { ErrorKind } from "@tutti/errors";
import { fromUnknown, type Runtime } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { type FlagSpecs, type FlagUse, type FlagValues, parseFlags, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { commandError } from "../errors.ts";
import { refuseFlags, showsHelp, usageText } from "../usage/usage.ts";
import { boolValue } from "../usage/value-flags.ts";
import { type AgentAccess, readAgentAccess, TOKEN_FILE_CODE } from "./agent-access.ts";

/** What every command that asks an agent understands. */
const AGENT_FLAGS = {
  "http-addr": textFlag(),
  token: textFlag(),
  "token-file": textFlag(),
  "ca-file": textFlag(),
  "ca-path": textFlag(),
  "client-cert": textFlag(),
  "client-key": textFlag(),
  "tls-server-name": textFlag(),
} as const;

/** What those understand besides whose question the agent passes on to a server. */
const SERVER_FLAGS = { datacenter: textFlag(), stale: boolValue() } as const;

/** What those understand whose subject would be in a namespace. */
const NAMESPACE_FLAGS = { namespace: textFlag() } as const;

type AgentFlags = typeof AGENT_FLAGS;
type HttpFlags = AgentFlags & Partial<typeof SERVER_FLAGS & typeof NAMESPACE_FLAGS>;

/** One run of a command: its flags, what stands behind them, and the agent to ask. */
export interface ApiCall<S extends FlagSpecs> {
  readonly flags: FlagValues<S & AgentFlags>;
  readonly uses: readonly FlagUse[];
  readonly rest: readonly string[];
  readonly client: AgentClient;
  /** Reads the files of its token and its certificates: what is wrong with those is told before what comes next. */
  connect(): Promise<unknown>;
  readonly runtime: Runtime;
  readonly context: CommandContext;
  /** True when the flag was given, whatever its value. */
  given(name: string): boolean;
  /** `stale`, as a query. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** A line to standard output. */
  say(line: string): void;
  /** A line to standard error, and the exit status. */
  fail(kind: ErrorKind, status?: number): number;
  /** The usage to standard error behind a line, and the exit status. */
  misuse(kind: ErrorKind): number;
}

export interface ApiCommandSpec<S extends FlagSpecs> {
  readonly summary: string;
  /** Behind the product's name: `kv get [options] [KEY_OR_PREFIX]`. */
  readonly usage: string;
  readonly flags: S;
  /** Who answers: the agent itself, or, by default, any server through it. */
  readonly asks?: "agent";
  /** Takes `-namespace`, which the agent refuses. */
  readonly isNamespaced?: true;
  /** What stands before the reason when the agent cannot be asked; default "Error querying Consul agent". */
  readonly unreachable?: string | ((call: Pick<ApiCall<S>, "flags" | "rest">) => string);
  /** What stands before the reason when there is no way to ask; default "connecting to Consul agent". */
  readonly connecting?: string;
  /** An arrow stands before what it says of its own connection, as before all that it says. */
  readonly arrow?: true;
  /** What is wrong with its token's file or its certificates is told before what is wrong with its arguments. */
  readonly connectsFirst?: true;
  /** Statuses other than 1: where the flags cannot be read, and where the agent cannot be asked. */
  readonly statuses?: { readonly misuse: number; readonly unreachable?: number };
  readonly run: (call: ApiCall<S>) => Promise<number>;
}

/** Nobody was asked, because of these. */
const UNTOLD: ReadonlyMap<string, "token-file-unreadable" | "tls-files-unreadable"> = new Map([
  [TOKEN_FILE_CODE, "token-file-unreadable"],
  [TLS_FILES_CODE, "tls-files-unreadable"],
]);

/** A command of Consul's half: Go's flags, an agent behind HTTP, one line for each thing that goes wrong. */
export function apiCommand<const S extends FlagSpecs>(spec: ApiCommandSpec<S>): Command {
  const http: HttpFlags = {
    ...AGENT_FLAGS,
    ...(spec.asks === "agent" ? {} : SERVER_FLAGS),
    ...(spec.isNamespaced === true ? NAMESPACE_FLAGS : {}),
  };
  const specs: S & HttpFlags = { ...http, ...spec.flags };
  return {
    summary: spec.summary,
    flags: specs,
    async run(context) {
      const shared = { title: "HTTP API Options", flags: http };
      const usage = usageText({ ...spec, shared }, context);
      if (showsHelp(context, usage)) return 0;
      const parsed = parseFlags<S & HttpFlags>(specs, context.args, context.flagWatcher);
      if (parsed.error !== undefined) {
        const status = refuseFlags(context, parsed.error, usage);
        return spec.statuses?.misuse ?? status;
      }
      if (parsed.refusal !== undefined)
        return context.stderr.error(commandError("flag-not-supported", parsed.refusal));
      for (const warning of parsed.warnings)
        context.stderr.warning(commandError("flag-does-nothing", warning), `Warning: ${warning}\n`);
      try {
        const call = createCall(parsed, context, usage);
        if (spec.connectsFirst === true) await call.connect();
        return await spec.run(call);
      } catch (error) {
        const { title, command } = productName(context.product);
        const { code, message } = fromUnknown(error, "agent");
        const { unreachable = `Error querying ${title} agent` } = spec;
        const asking =
          typeof unreachable === "string"
            ? unreachable
            : unreachable({ flags: parsed.values, rest: parsed.rest });
        const { connecting = `connecting to ${title} agent` } = spec;
        const untold = UNTOLD.get(code);
        if (untold !== undefined) {
          const kind = commandError(untold, connecting, message);
          return context.stderr.error(kind, `${spec.arrow === true ? "==> " : ""}${kind.summary}\n`);
        }
        const kind = commandError("agent-not-asked", asking, message);
        const advice = `No agent answers there. Start one (${command} agent -dev), or say where it is with -http-addr or CONSUL_HTTP_ADDR.`;
        context.stderr.error(kind, `${kind.summary}\n${code === "ECONNREFUSED" ? `${advice}\n` : ""}`);
        return spec.statuses?.unreachable ?? 1;
      }
    },
  };
}

function createCall<S extends FlagSpecs>(
  parsed: ReturnType<typeof parseFlags<S & HttpFlags>>,
  context: CommandContext,
  usage: string,
): ApiCall<S> {
  const { runtime, stdout, stderr } = context;
  const http = parsed.values as FlagValues<AgentFlags> &
    Partial<FlagValues<typeof SERVER_FLAGS & typeof NAMESPACE_FLAGS>>;
  const { client, connect } = lateClient(runtime, () => readAgentAccess(http, runtime), {
    ...(http["http-addr"] === "" ? {} : { address: http["http-addr"] }),
    ...((http.datacenter ?? "") === "" ? {} : { datacenter: http.datacenter }),
    ...((http.namespace ?? "") === "" ? {} : { namespace: http.namespace }),
  });
  const { title } = productName(context.product);
  const tell = (kind: ErrorKind, more = ""): number =>
    stderr.error(kind, `${kind.summary.replaceAll("Consul agent", `${title} agent`)}\n${more}`);
  return {
    flags: parsed.values,
    uses: parsed.uses,
    rest: parsed.rest,
    client,
    connect,
    runtime,
    context,
    given: (name) => {
      context.flagWatcher?.read(name);
      return parsed.uses.some((use) => use.name === name);
    },
    query: http.stale === true ? { stale: "" } : {},
    say: (line) => stdout.write(`${line}\n`),
    fail(kind, status = 1) {
      tell(kind);
      return status;
    },
    misuse: (kind) => tell(kind, `\n${usage.trimEnd()}\n`),
  };
}

/** One that reads its files when it is first asked: what is wrong with a command's arguments is told before what is wrong with those. */
function lateClient(
  runtime: Runtime,
  readAccess: () => Promise<AgentAccess>,
  options: ClientOptions,
): { readonly client: AgentClient; connect(): Promise<AgentClient> } {
  let made: Promise<AgentClient> | undefined;
  const connect = (): Promise<AgentClient> => {
    made ??= readAccess().then((access) => createAgentClient(runtime, { ...options, ...access }));
    return made;
  };
  const { address } = createAgentClient(runtime, options);
  return { connect, client: { address, call: async (...of) => (await connect()).call(...of) } };
}

/** What an answer that is not 200 says. */
export function refusalOf(answer: ApiAnswer): string {
  return `Unexpected response code: ${answer.status} (${answer.text()})`;
}
