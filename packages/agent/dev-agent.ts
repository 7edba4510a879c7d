// Stands in for `tutti agent` while the command line has none; starts an agent out of a JSON file.
import { createRealRuntime } from "@tutti/runtime";
import { createAgent, DEFAULT_AGENT_CONFIG } from "./src/index.ts";

const runtime = createRealRuntime();
const args = process.argv.slice(2);
const file = JSON.parse(await runtime.disk.readText(args[args.indexOf("-config-file") + 1] ?? ""));
const d = DEFAULT_AGENT_CONFIG;
const devMode = args.includes("-dev");
const agent = await createAgent(
  {
    ...d,
    nodeName: file.node_name,
    bindAddress: file.bind_addr,
    advertiseAddress: file.bind_addr,
    advertiseAddressWan: file.bind_addr,
    nodeMeta: file.node_meta ?? {},
    devMode,
    ...(devMode ? {} : { dataDirectory: file.data_dir }),
    connectEnabled: devMode,
    enableScriptChecks: file.enable_script_checks === true,
    ports: {
      ...d.ports,
      http: file.ports.http,
      dns: file.ports.dns,
      server: file.ports.server,
      serfLan: file.ports.serf_lan,
      serfWan: file.ports.serf_wan,
    },
    http: {
      responseHeaders: file.http_config?.response_headers ?? {},
      blockEndpoints: file.http_config?.block_endpoints ?? [],
    },
    acl: {
      ...d.acl,
      enabled: file.acl?.enabled ?? false,
      defaultPolicy: file.acl?.default_policy ?? "allow",
      tokens: { ...file.acl?.tokens },
    },
  },
  runtime,
  { log: (level, line) => level !== "debug" && console.error(`[${level}] ${line}`) },
);
await agent.start();
runtime.processes.onSignal("SIGTERM", () => agent.context.shutdown());
runtime.processes.onSignal("SIGINT", () => agent.context.shutdown());
await agent.ended;
await agent.stop();
process.exit(0);
