import type { Value } from "@tutti/values";
import type { ProviderDiagnostic } from "./answer.ts";
import { providerError } from "./errors.ts";
import { attributePath, errorDiagnostic } from "./failure.ts";
import { Fields } from "./fields.ts";

const KINDS = ["http", "tcp", "args", "ttl"] as const;
const DURATIONS = ["interval", "timeout", "ttl", "deregister_critical_service_after"];
const STATUSES = ["passing", "warning", "critical"];
const DURATION = /^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/;

/** What the schema cannot tell of the service blocks of a resource. */
export function serviceMistakes(config: Value): readonly ProviderDiagnostic[] {
  const found: ProviderDiagnostic[] = [];
  for (const [name, block] of entriesOf(child(config, "service"))) {
    const service = Fields.of(block);
    const path = attributePath("service");
    const refuse = (detail: string): void => {
      found.push(
        errorDiagnostic(providerError("invalid-service-block"), `Service "${name}": ${detail}`, path),
      );
    };
    if (name.trim() === "") refuse("the label is the service's name and must not be empty.");
    const port = service.number("port");
    if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65535)) {
      refuse(`${port} is no port.`);
    }
    for (const check of itemsOf(child(block, "check"))) checkMistakes(check, block, refuse);
  }
  return found;
}

function checkMistakes(block: Value, service: Value, refuse: (detail: string) => void): void {
  if (!block.isKnown) return;
  const check = Fields.of(block);
  const kinds = KINDS.filter((kind) => presence(block, kind) === "given");
  const open = KINDS.some((kind) => presence(block, kind) === "unknown");
  if (kinds.length > 1 || (kinds.length === 0 && !open)) {
    const has = kinds.length === 0 ? "it has none" : `it has ${kinds.join(" and ")}`;
    refuse(`a check needs exactly one of ${KINDS.join(", ")}; ${has}.`);
  }
  const http = check.string("http");
  if (http?.startsWith("/") === true && presence(service, "port") === "absent") {
    refuse(`the check's path "${http}" needs the service's port.`);
  }
  if (http !== undefined && !/^(\/|https?:\/\/)/.test(http)) {
    refuse(`http must be a path ("/health") or a URL, not "${http}".`);
  }
  if (check.bool("docker") === true && presence(block, "args") === "absent" && kinds.length > 0) {
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

/** What is unknown now may be given or absent later: neither is held against the config. */
function presence(block: Value, name: string): "given" | "absent" | "unknown" {
  const value = child(block, name);
  if (value === undefined || value.isNull) return "absent";
  if (!value.isKnown) return "unknown";
  return value.type.kind === "list" && value.asItems.length === 0 ? "absent" : "given";
}

function child(value: Value, name: string): Value | undefined {
  return value.isKnown ? value.asEntries.get(name) : undefined;
}

function entriesOf(value: Value | undefined): Iterable<readonly [string, Value]> {
  return value?.isKnown === true ? value.asEntries : [];
}

function itemsOf(value: Value | undefined): Iterable<Value> {
  return value?.isKnown === true ? value.asItems : [];
}
