import type { ServiceKind } from "./catalog.ts";
import type { DnsConfig } from "./dns-config.ts";

/** What a name asks for. */
export type Lookup =
  | { readonly kind: "node"; readonly node: string; readonly datacenter: string }
  | {
      readonly kind: "service";
      readonly of: ServiceKind;
      readonly service: string;
      readonly tag: string;
      readonly datacenter: string;
    }
  | { readonly kind: "query"; readonly query: string; readonly datacenter: string }
  | { readonly kind: "address"; readonly hex: string }
  | { readonly kind: "none" };

const NONE: Lookup = { kind: "none" };

/** The labels before our domain, in lower case; undefined where the name is outside of it. */
export function labelsInDomain(name: string, config: DnsConfig): readonly string[] | undefined {
  const lower = name.toLowerCase();
  for (const domain of [config.domain, config.altDomain]) {
    if (domain === undefined) continue;
    if (lower === `${domain}.`) return [];
    if (lower.endsWith(`.${domain}.`)) return lower.slice(0, -domain.length - 2).split(".");
  }
  return undefined;
}

/**
 * Reads the labels from the right up to the word that says what is asked
 * (`service`, `node` …); what follows it is the datacenter. To who asks for SRV
 * a label with an underscore is such a word, too: RFC 2782 names may leave out
 * `service` then.
 */
export function parseLookup(labels: readonly string[], config: DnsConfig, asksSrv: boolean): Lookup {
  for (let at = labels.length - 1; at >= 0; at--) {
    const label = labels[at] ?? "";
    const form = FORMS.get(label);
    const underscored = asksSrv && label.startsWith("_");
    if (form === undefined && !underscored) continue;
    const after = labels.slice(at + 1);
    if (after.length > 1) return NONE;
    const datacenter = after[0] ?? config.datacenter;
    return underscored
      ? serviceForm(labels.slice(0, at + 1), datacenter)
      : (form?.(labels.slice(0, at), datacenter) ?? NONE);
  }
  return NONE;
}

type Form = (before: readonly string[], datacenter: string) => Lookup;

const FORMS = new Map<string, Form>([
  ["service", serviceForm],
  ["connect", (before, datacenter) => lastLabel("connect", before, datacenter)],
  ["ingress", (before, datacenter) => lastLabel("ingress", before, datacenter)],
  [
    "node",
    (before, datacenter) =>
      before.length === 0 ? NONE : { kind: "node", node: before.join("."), datacenter },
  ],
  [
    "query",
    (before, datacenter) =>
      before.length === 0 ? NONE : { kind: "query", query: before.join("."), datacenter },
  ],
  ["addr", ([hex, ...more]) => (hex === undefined || more.length > 0 ? NONE : { kind: "address", hex })],
]);

function serviceForm(before: readonly string[], datacenter: string): Lookup {
  const service = before.at(-1);
  if (service === undefined) return NONE;
  const [first = "", second = ""] = before;
  if (before.length === 2 && first.startsWith("_") && second.startsWith("_")) {
    const tag = second.slice(1);
    return {
      kind: "service",
      of: "service",
      service: first.slice(1),
      tag: tag === "tcp" ? "" : tag,
      datacenter,
    };
  }
  return { kind: "service", of: "service", service, tag: before.slice(0, -1).join("."), datacenter };
}

function lastLabel(of: ServiceKind, before: readonly string[], datacenter: string): Lookup {
  const service = before.at(-1);
  return service === undefined ? NONE : { kind: "service", of, service, tag: "", datacenter };
}
