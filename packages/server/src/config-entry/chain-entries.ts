import { recordOf, textOf } from "../decode/loose-value.ts";
import type { Draft } from "../state/draft.ts";
import type { ConfigEntry } from "./records.ts";
import type { ConfigEntryView } from "./view.ts";
import { configEntryId } from "./view.ts";

/** The config entries that discovery chains are made of. */
export interface ChainEntries {
  get(kind: string, name: string): ConfigEntry | undefined;
  list(kind: string): readonly ConfigEntry[];
}

/** The entries as they are. */
export function entriesOf(view: ConfigEntryView): ChainEntries {
  return {
    get: (kind, name) => view.get(kind, name)?.value,
    list: (kind) => view.list(kind).map((row) => row.value),
  };
}

/** A place for an entry, and what is to stand there; undefined for nothing. */
export interface ProposedEntry {
  readonly kind: string;
  readonly name: string;
  readonly entry: ConfigEntry | undefined;
}

/** The entries as a write would leave them. */
export function entriesAfter(view: ConfigEntryView, draft: Draft, proposed: ProposedEntry): ChainEntries {
  const own = configEntryId(proposed.kind, proposed.name);
  return {
    get(kind, name) {
      const id = configEntryId(kind, name);
      return id === own ? proposed.entry : draft.get(view.table, id)?.value;
    },
    list(kind) {
      const others = draft.list(view.table, `${kind}/`).filter((row) => row.id !== own);
      const entries = others.map((row) => row.value);
      return kind === proposed.kind && proposed.entry !== undefined ? [...entries, proposed.entry] : entries;
    },
  };
}

/** The protocol that a service speaks: by its own entry if it has one, else by the proxies' defaults, else tcp. */
export function protocolOf(entries: ChainEntries, service: string): string {
  const own = entries.get("service-defaults", service);
  const shared = recordOf(entries.get("proxy-defaults", "global")?.["Config"])["protocol"];
  const said = own === undefined ? shared : own["Protocol"];
  return (typeof said === "number" ? String(said) : textOf(said)).toLowerCase() || "tcp";
}

/** Whether requests of this protocol can be told apart, so that they can be routed and split. */
export function isHttpLike(protocol: string): boolean {
  return ["http", "http2", "grpc"].includes(protocol);
}
