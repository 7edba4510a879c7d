import type { Agent, AgentConfig, BuiltConfig, ConfigSource, Outcome } from "@tutti/agent";
import type { ErrorKind } from "@tutti/errors";
import { fromUnknown, type RuntimeError } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { type ParsedFlags, parseFlags } from "../../command/flags.ts";
import { productName, VERSION } from "../../command/product.ts";
import { commandError } from "../errors.ts";
import { refuseFlags, showsHelp, type UsageParts, usageText } from "../usage/usage.ts";
import { openFiles } from "./agent-files.ts";
import { AGENT_FLAGS, valuesOfFlags } from "./agent-flags.ts";
import { watchFiles } from "./changed-files.ts";
import { createServiceManager } from "./service-manager.ts";

/** Runs an agent until a signal or a leave ends it. */
export const command: Command = { summary: "Runs an agent", run };

const USAGE: UsageParts = {
  usage: "agent [options]",
  summary: "Runs an agent until it is interrupted; -dev is all that a first try needs",
  flags: AGENT_FLAGS,
};

type Loaded =
  | { readonly ok: true; readonly built: BuiltConfig; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly why: ErrorKind };

async function run(context: CommandContext): Promise<number> {
  const { stdout, stderr, runtime } = context;
  const usage = usageText(USAGE, context);
  if (showsHelp(context, usage)) return 0;
  const parsed = parseFlags(AGENT_FLAGS, context.args);
  if (parsed.error !== undefined) return refuseFlags(context, parsed.error, usage);
  const loaded = await load(context, parsed);
  if (!loaded.ok) {
    return stderr.error(loaded.why, `==> ${loaded.why.summary}\n`);
  }
  const { built } = loaded;
  const files = await openFiles(built, runtime, (line) =>
    stderr.warning(commandError("agent-file-not-written", line), `==> ${line}\n`),
  );
  const { createAgentLog } = await import("./agent-log.ts");
  const agentLog = createAgentLog(built.log, runtime, (line) => {
    stdout.write(line);
    files.log?.write(line);
  });
  const log = agentLog.write;
  for (const warning of [...loaded.warnings, ...built.warnings]) log("warn", `agent: ${warning}`);
  const { agentError, createAgent, refuse, waitingForRestart } = await import("@tutti/agent");
  const manager = createServiceManager(runtime, (line) => log("warn", line));
  let agent: Agent | undefined;
  const reload = async (): Promise<Outcome<true>> => {
    await manager.reloading();
    const outcome = await takeOver();
    await manager.ready();
    return outcome;
  };
  const takeOver = async (): Promise<Outcome<true>> => {
    const again = await load(context, parsed);
    if (again.ok) {
      agentLog.setLevel(again.built.log.level);
      for (const warning of [...again.warnings, ...again.built.warnings]) log("warn", `agent: ${warning}`);
      for (const key of waitingForRestart(built, again.built))
        log("warn", `agent: ${key} was changed, which waits for a restart`);
    }
    const outcome = again.ok
      ? ((await agent?.reconfigure(again.built.agent)) ?? true)
      : refuse(agentError("configuration-to-reload-invalid", again.why.summary));
    if (outcome === true) log("info", "agent: configuration reloaded");
    else log("error", `agent: the configuration cannot be taken over: ${outcome.text}`);
    return outcome;
  };
  try {
    const running = await createAgent(built.agent, runtime, { log, reload });
    agent = running;
    await running.start();
    stdout.write(banner(context, built, running.context.nodeId));
    await files.writePid();
    log("info", "agent: Started");
    await manager.ready();
    const watches = await driftWatches(context, built, running, log);
    const forget = built.autoReload ? watchFiles(runtime, filesOf(parsed, built), reload) : () => {};
    await untilAsked(context, running.ended, reload);
    forget();
    log("info", "agent: Requesting shutdown");
    await manager.stopping();
    // Their last word goes to this agent.
    await watches?.end();
    await running.stop();
    log("info", "agent: shutdown complete");
    return 0;
  } catch (error) {
    await agent?.stop().catch(() => {});
    const why = startFailure(fromUnknown(error, "agent"), built.agent);
    return stderr.error(why, `==> ${why.summary}\n`);
  } finally {
    await files.close();
  }
}

/** Where directories are named to be watched for drift, who does that. */
async function driftWatches(
  { runtime }: CommandContext,
  { drift, clientAddresses }: BuiltConfig,
  { httpPort }: Agent,
  log: (level: "info" | "warn", line: string) => void,
): Promise<{ end(): Promise<void> } | undefined> {
  if (drift.directories.length === 0) return undefined;
  const { startDriftWatches } = await import("./drift-watches.ts");
  const [host = "127.0.0.1"] = clientAddresses;
  const own = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  // Without plain HTTP the environment says how the agent is reached.
  const address = httpPort > 0 ? `${own.includes(":") ? `[${own}]` : own}:${httpPort}` : undefined;
  return startDriftWatches(runtime, { drift, address }, log);
}

/** What the configuration stands in, and the certificates that it names. */
function filesOf(parsed: ParsedFlags<typeof AGENT_FLAGS>, { agent }: BuiltConfig): readonly string[] {
  const { certificateFile, keyFile, checks } = agent.tls;
  const certificates = [certificateFile, keyFile, checks?.certificateFile, checks?.keyFile];
  return [...configPaths(parsed), ...certificates.filter((path) => path !== undefined)];
}

/** As they were given, files and folders. */
function configPaths({ uses }: ParsedFlags<typeof AGENT_FLAGS>): readonly string[] {
  return uses
    .filter(({ name }) => name.startsWith("config-") && name !== "config-format")
    .map(({ value }) => value);
}

/** Flags and files, in that order of weight: a file's value gives way to a flag's. */
async function load({ runtime }: CommandContext, parsed: ParsedFlags<typeof AGENT_FLAGS>): Promise<Loaded> {
  if (parsed.rest.length > 0)
    return refused(commandError("agent-arguments-unexpected", parsed.rest.join(" ")));
  const { buildConfig, loadConfigFiles, parseConfigText } = await import("@tutti/agent");
  const format = parsed.values["config-format"];
  if (format !== "" && format !== "json" && format !== "hcl") {
    return refused(commandError("config-format-unknown"));
  }
  const files = await loadConfigFiles(configPaths(parsed), format, runtime.disk);
  if ("text" in files) return refused({ code: files.code, summary: files.text });
  const fragments: ConfigSource[] = [];
  for (const text of parsed.values.hcl) {
    const fragment = parseConfigText(text, "-hcl", "hcl");
    if ("text" in fragment) return refused({ code: fragment.code, summary: fragment.text });
    fragments.push(fragment);
  }
  const fromFlags = { name: "flags", values: valuesOfFlags(parsed) };
  const built = buildConfig([...files.sources, ...fragments, fromFlags], {
    dev: parsed.values.dev,
    environment: runtime.environment,
    interfaces: runtime.network.interfaces(),
  });
  if ("text" in built) return refused({ code: built.code, summary: built.text });
  if (!built.agent.server) return refused(commandError("agent-not-a-server"));
  return { ok: true, built, warnings: files.warnings };
}

function refused(why: ErrorKind): Loaded {
  return { ok: false, why };
}

/** Resolves on a signal or when the agent ends by itself. */
function untilAsked(
  context: CommandContext,
  ended: Promise<void>,
  reload: () => Promise<unknown>,
): Promise<void> {
  const { processes } = context.runtime;
  return new Promise((resolve) => {
    const forget = [
      processes.onSignal("SIGHUP", () => void reload()),
      processes.onSignal("SIGINT", done),
      processes.onSignal("SIGTERM", done),
    ];
    function done(): void {
      for (const stop of forget) stop();
      resolve();
    }
    void ended.then(done);
  });
}

function banner(context: CommandContext, built: BuiltConfig, nodeId: string): string {
  const { title } = productName(context.product);
  const config = built.agent;
  const { ports } = config;
  // Nothing listens for gRPC in this version, whatever its port is.
  const lines: readonly (readonly [string, string])[] = [
    ["Version", `'${VERSION}'`],
    ["Node ID", `'${nodeId}'`],
    ["Node name", `'${config.nodeName}'`],
    ["Datacenter", `'${config.datacenter}' (Segment: '<all>')`],
    ["Server", `${config.server} (Bootstrap: ${config.bootstrap})`],
    [
      "Client Addr",
      `[${built.clientAddresses.join(" ")}] (HTTP: ${ports.http}, HTTPS: ${ports.https}, gRPC: -1, DNS: ${ports.dns})`,
    ],
    ["Cluster Addr", `${config.advertiseAddress} (LAN: ${ports.serfLan}, WAN: ${ports.serfWan})`],
  ];
  const shown = lines.map(([name, value]) => `${name.padStart(18)}: ${value}\n`).join("");
  return `==> ${title} agent running!\n${shown}\n==> Log data will now stream in as it occurs:\n\n`;
}

/** The common ways in which a start fails, with what to do. */
function startFailure(error: RuntimeError, config: AgentConfig): ErrorKind {
  if (error.code === "EADDRINUSE") {
    const port = Number(/(\d+)$/.exec(error.subject)?.[1]);
    const { dns, https } = config.ports;
    const which = port === dns ? "dns" : port === https ? "https" : "http";
    return commandError("agent-port-in-use", error.subject, which);
  }
  if (error.code === "EACCES") {
    return commandError("agent-place-not-allowed", error.subject);
  }
  if (error.code === "EEXIST" || error.code === "ENOTDIR") {
    return commandError("agent-data-folder-is-no-folder", config.dataDirectory ?? error.subject);
  }
  if (error.code === "ENOSPC") {
    return commandError("agent-disk-full", error.subject);
  }
  return commandError("agent-not-started", error.message);
}
