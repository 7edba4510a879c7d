import {
  diagnosticOf,
  Fields,
  failureOf,
  isRecord,
  type ProviderDiagnostic,
  type ProviderFailure,
  type ServiceInstance,
} from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { ServiceAgent } from "./service-agent.ts";
import { registrationOf } from "./service-registration.ts";
import { asRegistered, type Kept, moved, serviceRecords } from "./service-state.ts";

/** What the state says of the services that are planned, once the object is there. */
export function describeServices(
  instanceOf: () => ServiceInstance,
  planned: Value,
): { readonly services: Kept; readonly failures: readonly ProviderDiagnostic[] } {
  const services: Kept = {};
  const failures: ProviderDiagnostic[] = [];
  for (const [name, service] of Fields.of(planned).labelled("service")) {
    try {
      const { id, address } = registrationOf(name, service, instanceOf());
      services[name] = { ...service.record, id, address };
    } catch (error) {
      failures.push(diagnosticOf(failureOf(error, `register the service "${name}"`)));
    }
  }
  return { services, failures };
}

/** Brings the services of objects to an agent, and tells what it has of them. */
export class ServiceRegistrar {
  readonly agent: ServiceAgent;
  #warned = false;

  constructor(agent: ServiceAgent) {
    this.agent = agent;
  }

  /** Brings the registrations to what was planned; gives back those that hold. */
  async register(
    instanceOf: () => ServiceInstance,
    planned: Value,
    held: Readonly<Kept>,
    signal: AbortSignal,
    hiddenFor?: string,
  ): Promise<{ readonly services: Kept; readonly failures: readonly ProviderDiagnostic[] }> {
    const services: Kept = { ...held };
    const failures: ProviderDiagnostic[] = [];
    const wanted = Fields.of(planned).labelled("service");
    const ids = new Set<string>();
    for (const [name, service] of wanted) {
      try {
        const instance = instanceOf();
        const { id, address, body } = registrationOf(name, service, instance, hiddenFor);
        await this.agent.register(body, signal);
        ids.add(id);
        services[name] = { ...service.record, id, address };
      } catch (error) {
        const failure = failureOf(error, `register the service "${name}"`);
        failures.push(diagnosticOf(failure));
      }
    }
    for (const [name, record] of Object.entries(held)) {
      const id = isRecord(record) ? new Fields(record).text("id") : "";
      if (ids.has(id)) continue;
      const failure =
        wanted.has(name) && services[name] === record ? undefined : await this.agent.deregister(id, signal);
      if (failure !== undefined) failures.push(diagnosticOf(failure));
      else if (!wanted.has(name)) delete services[name];
    }
    return { services, failures };
  }

  /** The services of a state as the agent has them: what is missing there is missing here, so that the plan shows it. */
  async observe(
    state: Value,
    before: ServiceInstance,
    after: ServiceInstance,
    signal: AbortSignal,
  ): Promise<{ readonly services: Kept; readonly warnings: readonly ProviderDiagnostic[] }> {
    const services: Kept = {};
    for (const [name, service] of Fields.of(state).labelled("service")) {
      try {
        const found = await this.agent.find(service.text("id"), signal);
        if (found === undefined) continue;
        if (found !== "unreadable" && moved(service, before, after)) continue;
        services[name] = found === "unreadable" ? service.record : asRegistered(service, new Fields(found));
      } catch (error) {
        const failure = failureOf(error, `read the service "${name}"`);
        return { services: serviceRecords(state), warnings: this.#warnOnce(failure) };
      }
    }
    return { services, warnings: [] };
  }

  #warnOnce(failure: ProviderFailure): readonly ProviderDiagnostic[] {
    if (this.#warned) return [];
    this.#warned = true;
    const detail = `${failure.detail} Whether the services are still registered was not looked at.`;
    return [{ severity: "warning", ...failure.kind, detail }];
  }
}
