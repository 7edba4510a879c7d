import { fromUnknown, RuntimeError } from "@tutti/runtime";
import type { CheckRecord } from "@tutti/server";
import { type Outcome, Refusal, refuse } from "@tutti/server";
import type { AgentConfig } from "../agent-config.ts";
import type { AgentContext } from "../agent-part.ts";
import { Unanswered } from "../asked-servers.ts";
import { AgentTls } from "../checks/index.ts";
import { agentError } from "../errors.ts";
import { isMaintenance } from "./aggregate-status.ts";
import { type AntiEntropy, startAntiEntropy } from "./anti-entropy.ts";
import { checkId } from "./check-record.ts";
import { startConfigWatch } from "./config-watch.ts";
import { type Leases, startLeases } from "./leases.ts";
import { createLocalFiles, type LocalFiles } from "./local-files.ts";
import { LocalState } from "./local-state.ts";
import { createNodeCatalog } from "./node-catalog.ts";
import { startReaper } from "./reaper.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { checkRefusal, configuredRefusal, serviceRefusal } from "./registration-refusal.ts";
import { type RegistrationSource, scriptConsent } from "./script-consent.ts";
import { checksOf } from "./service-mistake.ts";
import { serviceId } from "./service-record.ts";
import { sidecarId, sidecarOf } from "./sidecar.ts";

/** The agent's own services and checks, with all that runs for them: what the endpoints act on. */
export interface Registry {
  readonly local: LocalState;
  registerService(
    registration: ServiceRegistration,
    source: RegistrationSource,
    replaceChecks?: boolean,
  ): Promise<Outcome<true>>;
  deregisterService(id: string): Promise<Outcome<true>>;
  registerCheck(registration: CheckRegistration, source: RegistrationSource): Promise<Outcome<true>>;
  deregisterCheck(id: string): Promise<Outcome<true>>;
  /** Resolves when the catalog has what changed. */
  sync(): Promise<void>;
  /** Loads what was kept and what the configuration names; everything runs from then on. Rejects when the latter is wrong. */
  start(): Promise<void>;
  /** Takes over the services and checks of a changed configuration; what it no longer names goes. */
  reconfigure(changed: Pick<AgentConfig, "services" | "checks" | "tls">): Promise<Outcome<true>>;
  stop(): Promise<void>;
}

export function createRegistry(context: AgentContext): Registry {
  const { config, runtime } = context;
  const catalog = createNodeCatalog(context);
  const agentTls = new AgentTls();
  /** While starting: the checks of this node as the catalog had them. */
  let known: ReadonlyMap<string, CheckRecord> = new Map();
  const local = new LocalState({
    nodeName: config.nodeName,
    access: { ...runtime, network: agentTls.around(runtime.network) },
    sidecarPorts: { min: config.ports.sidecarMin, max: config.ports.sidecarMax },
    remoteChecks: catalog.remoteChecks,
    beforeRestart: (id) => known.get(id),
    consent: scriptConsent(config),
    outputBytesMax: config.checkOutputBytesMax,
  });
  const files: LocalFiles = createLocalFiles(config.dataDirectory, runtime.disk, (line) =>
    context.log("warn", line),
  );
  const central = config.centralServiceConfig
    ? startConfigWatch({
        local,
        servers: context.servers,
        clock: runtime.clock,
        agentToken: () => context.tokens.get("agent") || context.tokens.get("default"),
      })
    : undefined;
  let sync: AntiEntropy | undefined;
  let leases: Leases | undefined;
  let stopReaper: (() => void) | undefined;

  async function registerService(
    registration: ServiceRegistration,
    source: RegistrationSource,
    replaceChecks = false,
  ): Promise<Outcome<true>> {
    const withSidecar = (): ServiceRegistration | undefined =>
      sidecarOf(registration, () => local.freeSidecarPort(sidecarId(serviceId(registration))));
    const wanted = withSidecar();
    const invalid = serviceRefusal(registration, wanted, config.ports);
    if (invalid !== undefined) return invalid;
    for (const one of [registration, ...(wanted === undefined ? [] : [wanted])]) {
      const refused = local.refusalOf(checksOf(one), source);
      if (refused === undefined) continue;
      // What has a part in the mesh goes another way in Consul, and says so.
      const what =
        one.Kind !== undefined && one.Kind !== ""
          ? "service-program-not-allowed"
          : "check-program-not-allowed";
      return refuse(agentError(what, refused));
    }
    const id = serviceId(registration);
    const said = await central?.read(registration);
    const saidOfSidecar = wanted === undefined ? undefined : await central?.read(wanted);
    // What comes from files or from before a restart goes on without: it is asked for again.
    for (const one of [said, saidOfSidecar]) if (source === "api" && one instanceof Refusal) return one;
    const kept = source === "api" ? await files.keepService(id, registration) : true;
    if (kept instanceof Refusal) return kept;
    // Only now, in one step: while it was written another service may have taken the port.
    const sidecar = withSidecar();
    local.setService(registration, { source, replaceChecks, central: unlessRefused(said) });
    if (sidecar !== undefined)
      local.setService(sidecar, {
        source,
        replaceChecks,
        sidecarOf: id,
        central: unlessRefused(saidOfSidecar),
      });
    if (registration.Owner !== undefined) await leases?.lookAt(id);
    return true;
  }

  async function registerCheck(check: CheckRegistration, source: RegistrationSource): Promise<Outcome<true>> {
    const invalid = checkRefusal(check);
    if (invalid !== undefined) return invalid;
    const service = check.ServiceID ?? "";
    if (service !== "" && !local.services.has(service)) {
      return refuse(agentError("service-of-check-not-found", JSON.stringify(service)));
    }
    const refused = local.refusalOf([check], source);
    if (refused !== undefined) return refuse(agentError("check-program-not-allowed", refused));
    const id = checkId(check);
    const kept = source === "api" ? await files.keepCheck(id, check) : true;
    if (kept instanceof Refusal) return kept;
    // Checks of files that belong to no service are shown without a type, as Consul does.
    local.setCheck(check, id, { source, ...(source === "file" && service === "" ? { type: "" } : {}) });
    return true;
  }

  async function deregisterService(id: string): Promise<Outcome<true>> {
    const forgotten = [await files.forgetService(id)];
    for (const [other, service] of local.services)
      if (service.sidecarOf === id) forgotten.push(await files.forgetService(other));
    for (const check of local.checksOfService(id))
      forgotten.push(await files.forgetCheck(check.record.CheckID));
    const refused = forgotten.find((outcome) => outcome instanceof Refusal);
    if (refused !== undefined) return refused;
    local.removeService(id);
    return true;
  }

  /** What the configuration named last: services and checks by id. */
  let configured = { services: new Set<string>(), checks: new Set<string>() };

  /** All of it that can be; gives back the first thing that cannot. */
  async function loadConfigured(named: Pick<AgentConfig, "services" | "checks">): Promise<Outcome<true>> {
    const refusals: Refusal[] = [];
    const note = (what: "service" | "check", name: string | undefined, outcome: Outcome<true>): void => {
      if (outcome instanceof Refusal) refusals.push(configuredRefusal(what, name, outcome));
    };
    const services = new Set(named.services.map(serviceId));
    const checks = new Set(named.checks.map(checkId));
    for (const id of configured.services) if (!services.has(id)) local.removeService(id);
    for (const id of configured.checks) if (!checks.has(id)) local.removeCheck(id);
    configured = { services, checks };
    for (const one of named.services) note("service", one.Name, await registerService(one, "file"));
    for (const one of named.checks) note("check", one.Name, await registerCheck(one, "file"));
    return refusals[0] ?? true;
  }

  /** What checks show of the agent, read anew. */
  async function renewTls({ tls }: Pick<AgentConfig, "tls">): Promise<Outcome<true>> {
    // Whether they show anything waits for a restart.
    if (config.tls.checks === undefined) return true;
    try {
      await agentTls.load(tls.checks, runtime.disk);
      return true;
    } catch (error) {
      return refuse(agentError("tls-files-unusable", fromUnknown(error, "tls").message));
    }
  }

  return {
    local,
    registerService,
    deregisterService,
    registerCheck,
    async deregisterCheck(id) {
      const forgotten = await files.forgetCheck(id);
      if (forgotten === true) local.removeCheck(id);
      return forgotten;
    },
    sync: () => sync?.flush() ?? Promise.resolve(),
    async start() {
      await agentTls.load(config.tls.checks, runtime.disk);
      const before = await catalog.checks();
      // Without it a service that is in maintenance would be served again.
      if (before instanceof Unanswered) throw new RuntimeError("EAGAIN", "servers", before.text);
      known = before;
      sync = startAntiEntropy({
        local,
        catalog,
        clock: runtime.clock,
        random: runtime.random,
        outputDelayMs: config.checkUpdateIntervalMs,
        log: (level, line) => context.log(level, `agent: ${line}`),
      });
      const release = (id: string, why: string): void => {
        context.log("info", `agent: ${why}; deregistering service ${id}`);
        void deregisterService(id).then(() => sync?.flush());
      };
      for (const [id, service] of await files.services()) {
        await registerService({ ...service, ID: id }, "kept");
      }
      for (const [id, check] of await files.checks()) await registerCheck({ ...check, ID: id }, "kept");
      const loaded = await loadConfigured(config);
      if (loaded instanceof Refusal) throw new RuntimeError("EINVAL", "configuration", loaded.text);
      restoreMaintenance(local, known.values());
      known = new Map();
      await sync.full();
      leases = startLeases({ local, access: runtime, nodeName: config.nodeName, release });
      // At once, not a second later: what died while we were away shall not be served.
      void leases.look();
      stopReaper = startReaper(local, runtime.clock, release);
    },
    async reconfigure(changed) {
      const renewed = await renewTls(changed);
      if (renewed instanceof Refusal) return renewed;
      const loaded = await loadConfigured(changed);
      await sync?.flush();
      return loaded;
    },
    async stop() {
      stopReaper?.();
      leases?.stop();
      central?.stop();
      sync?.stop();
      local.stop();
    },
  };
}

function unlessRefused<T>(outcome: Outcome<T>): T | undefined {
  return outcome instanceof Refusal ? undefined : outcome;
}

/** Who took a node or service out of service wants it out after a restart, too. */
function restoreMaintenance(local: LocalState, before: Iterable<CheckRecord>): void {
  for (const check of before) {
    if (!isMaintenance(check.CheckID)) continue;
    if (check.ServiceID === "" || local.services.has(check.ServiceID)) local.setBareCheck(check);
  }
}
