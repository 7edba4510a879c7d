import type { Runtime } from "@tutti/runtime";
import { type JsonRecord, recordOf, recordsOf } from "../api/json-shapes.ts";

/** Fields that hold milliseconds once they are read from a file; the API takes texts. */
const DURATIONS = ["Interval", "Timeout", "TTL", "DeregisterCriticalServiceAfter", "Grace"];

/** The services of configuration files, as the API takes them; or why a file cannot be read. */
export async function servicesOfFiles(
  paths: readonly string[],
  runtime: Runtime,
): Promise<readonly JsonRecord[] | string> {
  const { loadConfigFiles } = await import("@tutti/agent");
  const services: JsonRecord[] = [];
  for (const path of paths) {
    const loaded = await loadConfigFiles([path], /\.(hcl|json)$/.test(path) ? "" : "hcl", runtime.disk);
    if ("text" in loaded) return loaded.text;
    for (const { values } of loaded.sources) {
      services.push(...[...recordsOf(values.service), ...recordsOf(values.services)].map(forApi));
    }
  }
  return services;
}

/** With its checks, its sidecar and that one's checks. */
function forApi(service: JsonRecord): JsonRecord {
  const connect = recordOf(service.Connect);
  return {
    ...service,
    ...(service.Check === undefined ? {} : { Check: checkForApi(recordOf(service.Check)) }),
    ...(service.Checks === undefined ? {} : { Checks: recordsOf(service.Checks).map(checkForApi) }),
    ...(service.Owner === undefined ? {} : { Owner: withDurations(recordOf(service.Owner)) }),
    ...(connect.SidecarService === undefined
      ? {}
      : { Connect: { ...connect, SidecarService: forApi(recordOf(connect.SidecarService)) } }),
  };
}

/** The API calls a check's own name CheckID. */
function checkForApi({ ID: id, ...rest }: JsonRecord): JsonRecord {
  return withDurations({ ...rest, ...(id === undefined ? {} : { CheckID: id }) });
}

function withDurations(record: JsonRecord): JsonRecord {
  const out: Record<string, unknown> = { ...record };
  for (const name of DURATIONS) if (typeof out[name] === "number") out[name] = `${out[name]}ms`;
  return out;
}
