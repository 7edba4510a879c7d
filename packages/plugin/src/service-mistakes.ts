import { attributePath, errorDiagnostic } from "./failure.ts";
import type { Fields } from "./fields.ts";
import type { ProviderDiagnostic } from "./provider.ts";

const KINDS = ["http", "tcp", "args", "ttl"] as const;
const DURATIONS = ["interval", "timeout", "ttl", "deregister_critical_service_after"];
const STATUSES = ["passing", "warning", "critical"];
const DURATION = /^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/;

/** What the schema cannot tell of the service blocks of a resource. */
export function serviceMistakes(config: Fields): readonly ProviderDiagnostic[] {
  const found: ProviderDiagnostic[] = [];
  for (const [name, service] of config.labelled("service")) {
    const path = attributePath("service");
    const refuse = (detail: string): void => {
      found.push(errorDiagnostic("Invalid service block", `Service "${name}": ${detail}`, path));
    };
    if (name.trim() === "") refuse("the label is the service's name and must not be empty.");
    const port = service.number("port");
    if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65535)) {
      refuse(`${port} is no port.`);
    }
    for (const check of service.blocks("check")) checkMistakes(check, service, refuse);
  }
  return found;
}

function checkMistakes(check: Fields, service: Fields, refuse: (detail: string) => void): void {
  const kinds = KINDS.filter((kind) => given(check, kind));
  if (kinds.length !== 1) {
    const has = kinds.length === 0 ? "it has none" : `it has ${kinds.join(" and ")}`;
    refuse(`a check needs exactly one of ${KINDS.join(", ")}; ${has}.`);
  }
  const http = check.string("http");
  if (http?.startsWith("/") === true && !given(service, "port")) {
    refuse(`the check's path "${http}" needs the service's port.`);
  }
  if (http !== undefined && !/^(\/|https?:\/\/)/.test(http)) {
    refuse(`http must be a path ("/health") or a URL, not "${http}".`);
  }
  if (check.bool("docker") === true && check.strings("args").length === 0 && kinds.length > 0) {
    refuse("a check inside of the container (docker) needs args.");
  }
  for (const name of DURATIONS) {
    const text = check.string(name);
    if (text !== undefined && !DURATION.test(text))
      refuse(`${name} must be a duration like "10s", not "${text}".`);
  }
  const status = check.string("status");
  if (status !== undefined && !STATUSES.includes(status)) {
    refuse(`status must be one of ${STATUSES.join(", ")}, not "${status}".`);
  }
}

/** Unknown values count as given only where they are texts; a wholly unknown check is not judged. */
function given(fields: Fields, name: string): boolean {
  const value = fields.plain(name);
  return value !== null && !(Array.isArray(value) && value.length === 0);
}
