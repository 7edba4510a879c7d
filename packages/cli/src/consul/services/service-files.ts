import type { Runtime } from "@tutti/runtime";
import { recordsOf } from "../api/json-shapes.ts";

/** Fields of a check that hold milliseconds once they are read from a file. */
const DURATIONS = ["Interval", "Timeout", "TTL", "DeregisterCriticalServiceAfter"];

/** The services of configuration files, as the API takes them; or why a file cannot be read. */
export async function servicesOfFiles(
  paths: readonly string[],
  runtime: Runtime,
): Promise<readonly Readonly<Record<string, unknown>>[] | string> {
  const { loadConfigFiles } = await import("@tutti/agent");
  const services: Readonly<Record<string, unknown>>[] = [];
  for (const path of paths) {
    const loaded = await loadConfigFiles([path], /\.(hcl|json)$/.test(path) ? "" : "hcl", runtime.disk);
    if ("text" in loaded) return loaded.text;
    for (const { values } of loaded.sources) {
      const found = [
        ...recordsOf(values.service === undefined ? [] : [values.service]),
        ...recordsOf(values.services),
      ];
      services.push(...found.map(forApi));
    }
  }
  return services;
}

function forApi(service: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const checks = recordsOf(service.Checks).map(checkForApi);
  const [check] = recordsOf(service.Check === undefined ? [] : [service.Check]);
  return {
    ...service,
    ...(check === undefined ? {} : { Check: checkForApi(check) }),
    ...(service.Checks === undefined ? {} : { Checks: checks }),
  };
}

/** The API calls a check's own name CheckID. */
function checkForApi(check: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { ID: id, ...rest } = check;
  const out: Record<string, unknown> = { ...rest, ...(id === undefined ? {} : { CheckID: id }) };
  for (const name of DURATIONS) if (typeof out[name] === "number") out[name] = `${out[name]}ms`;
  return out;
}
