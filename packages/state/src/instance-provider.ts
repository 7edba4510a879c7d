import { formatKey } from "@tutti/addresses";
import type { InstanceState, ResourceState } from "./state.ts";

/**
 * `provider["…"].by_region["eu"]` is the configuration
 * `provider["…"].by_region` and the key of one of its instances; without a key
 * there is one instance.
 */
export interface ProviderParts {
  readonly provider: string;
  readonly key: string | undefined;
}

const KEYED = /^((?:module\.[^[]*\.)?provider\["[^"]*"\]\.[^[]+)\["(.*)"\]$/s;

/** The parts of a provider's address, as OpenTofu writes it in states. */
export function splitProvider(text: string): ProviderParts {
  // Whoever goes through the instances of a resource asks for the same again and again.
  if (text !== last.text) last = { text, parts: partsOf(text) };
  return last.parts;
}

let last: { readonly text: string; readonly parts: ProviderParts } = {
  text: "",
  parts: { provider: "", key: undefined },
};

function partsOf(text: string): ProviderParts {
  const [, provider, quoted] = KEYED.exec(text) ?? [];
  if (provider === undefined || quoted === undefined) return { provider: text, key: undefined };
  return { provider, key: unquoted(quoted) };
}

/** The address of one instance. */
export function joinProvider({ provider, key }: ProviderParts): string {
  return provider + formatKey(key);
}

/** Which instance of which provider keeps the objects of an instance. */
export function instanceProvider(
  { provider }: Pick<ResourceState, "provider">,
  instance: Pick<InstanceState, "providerKey"> | undefined,
): string {
  return joinProvider({ provider, key: instance?.providerKey });
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** What `formatKey` has quoted. */
function unquoted(text: string): string {
  return text
    .replaceAll(/\\(.)/gs, (_, escaped: string) => ESCAPED[escaped] ?? escaped)
    .replaceAll("$${", () => "${")
    .replaceAll("%%{", () => "%{");
}
