import type { Agent, AgentConfig, BuiltConfig } from "@tutti/agent";
import { fromUnknown, type RuntimeError } from "@tutti/runtime";
import type { Command, CommandContext } from "../command.ts";
import { parseFlags } from "../flags.ts";
import { productName, VERSION } from "../product.ts";
import { AGENT_FLAGS, valuesOfFlags } from "./agent-flags.ts";
import { createAgentLog } from "./agent-log.ts";

/** Runs an agent until a signal or a leave ends it. */
export const command: Command = { summary: "Runs an agent", run };

type Loaded =
  | { readonly ok: true; readonly built: BuiltConfig; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly text: string };

async function run(context: CommandContext): Promise<number> {
  const { stdout, stderr, runtime } = context;
  const { command: name } = productName(context.product);
  if (context.args.some((word) => ["-h", "-help", "--help"].includes(word))) {
    stdout.write(
      `Usage: ${name} agent [options]\n\n  Starts the agent and runs until an interrupt is received.\n`,
    );
    return 0;
  }
  const loaded = await load(context);
  if (!loaded.ok) {
    stderr.write(`==> ${loaded.text}\n`);
    return 1;
  }
  const { built } = loaded;
  const log = await createAgentLog(built, runtime, (line) => stdout.write(line));
  for (const warning of loaded.warnings) log("warn", `agent: ${warning}`);
  for (const key of built.withoutEffect)
    log("warn", `agent: ${key} is accepted, but has no effect in this version`);
  const { createAgent } = await import("@tutti/agent");
  let reload: () => Promise<void> = async () => {};
  let agent: Agent | undefined;
  try {
    const running = await createAgent(built.agent, runtime, { log, reload: () => reload() });
    agent = running;
    reload = async () => {
      const again = await load(context);
      if (!again.ok) return log("error", `agent: the configuration is kept as it was: ${again.text}`);
      await running.reconfigure(again.built.agent);
      log("info", "agent: configuration reloaded");
    };
    await running.start();
    stdout.write(banner(context, built.agent, running.context.nodeId));
    log("info", "agent: Started");
    await untilAsked(context, running.ended, reload);
    log("info", "agent: Requesting shutdown");
    await running.stop();
    log("info", "agent: shutdown complete");
    return 0;
  } catch (error) {
    await agent?.stop().catch(() => {});
    stderr.write(`==> ${startFailure(fromUnknown(error, "agent"), built.agent)}\n`);
    return 1;
  }
}

/** Flags and files, in that order of weight: a file's value gives way to a flag's. */
async function load(context: CommandContext): Promise<Loaded> {
  const { runtime } = context;
  const parsed = parseFlags(AGENT_FLAGS, context.args);
  if (parsed.error !== undefined) return { ok: false, text: parsed.error };
  if (parsed.rest.length > 0)
    return { ok: false, text: `Unexpected extra arguments: [${parsed.rest.join(" ")}]` };
  const { buildConfig, loadConfigFiles } = await import("@tutti/agent");
  const format = parsed.values["config-format"];
  if (format !== "" && format !== "json" && format !== "hcl") {
    return { ok: false, text: `-config-format must be either 'hcl' or 'json'` };
  }
  const paths = parsed.uses.filter(({ name }) => name.startsWith("config-") && name !== "config-format");
  const files = await loadConfigFiles(
    paths.map((use) => use.value),
    format,
    runtime.disk,
  );
  if ("text" in files) return { ok: false, text: files.text };
  const fromFlags = { name: "flags", values: valuesOfFlags(parsed) };
  const built = buildConfig([...files.sources, fromFlags], {
    dev: parsed.values.dev,
    environment: runtime.environment,
    interfaces: runtime.network.interfaces(),
  });
  if ("text" in built) return { ok: false, text: built.text };
  if (!built.agent.server) {
    return {
      ok: false,
      text: "this version runs agents as servers only: add -dev, or -server with -bootstrap",
    };
  }
  return { ok: true, built, warnings: files.warnings };
}

/** Resolves on a signal or when the agent ends by itself. */
function untilAsked(
  context: CommandContext,
  ended: Promise<void>,
  reload: () => Promise<void>,
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

function banner(context: CommandContext, config: AgentConfig, nodeId: string): string {
  const { title } = productName(context.product);
  const { ports } = config;
  const lines: readonly (readonly [string, string])[] = [
    ["Version", `'${VERSION}'`],
    ["Node ID", `'${nodeId}'`],
    ["Node name", `'${config.nodeName}'`],
    ["Datacenter", `'${config.datacenter}' (Segment: '<all>')`],
    ["Server", `${config.server} (Bootstrap: ${config.bootstrap})`],
    [
      "Client Addr",
      `[${config.clientAddresses.join(" ")}] (HTTP: ${ports.http}, HTTPS: ${ports.https}, gRPC: ${ports.grpc}, DNS: ${ports.dns})`,
    ],
    ["Cluster Addr", `${config.advertiseAddress} (LAN: ${ports.serfLan}, WAN: ${ports.serfWan})`],
  ];
  const shown = lines.map(([name, value]) => `${name.padStart(18)}: ${value}\n`).join("");
  return `==> ${title} agent running!\n${shown}\n==> Log data will now stream in as it occurs:\n\n`;
}

/** The common ways in which a start fails, with what to do. */
function startFailure(error: RuntimeError, config: AgentConfig): string {
  if (error.code === "EADDRINUSE") {
    const port = Number(/(\d+)$/.exec(error.subject)?.[1]);
    const which = port === config.ports.dns ? "dns" : "http";
    return `Error starting agent: ${error.subject} is in use by another program: stop that one, or choose another port with -${which}-port`;
  }
  if (error.code === "EACCES") {
    return `Error starting agent: ${error.subject} is not ours to use: permission denied. Ports below 1024 need rights of their own; choose another with -http-port and -dns-port, or another -data-dir`;
  }
  return `Error starting agent: ${error.message}`;
}
