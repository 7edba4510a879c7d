import { createHash } from "node:crypto";
import { compareCodePoints } from "@tutti/values";
import { INTENTIONS_KIND } from "../config-entry/intentions-entry.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import type { ConfigEntryView } from "../config-entry/view.ts";
import { objectsOf } from "../decode/loose-value.ts";
import { nameId, type Row } from "../state/table.ts";

/** An intention as a source of its destination's config entry, where it is kept. */
export interface IntentionSource {
  readonly Name: string;
  /** Empty where there are permissions. */
  readonly Action?: string;
  readonly Precedence: number;
  readonly Type: string;
  readonly Description?: string;
  /** Made by the old way, by ID. */
  readonly LegacyID?: string;
  readonly LegacyMeta?: Readonly<Record<string, string>>;
  readonly LegacyCreateTime?: string;
  readonly LegacyUpdateTime?: string;
  /** Rules about single requests, which cannot be decided on for a connection; they stand instead of an action. */
  readonly Permissions?: readonly unknown[];
}

/** One intention with where it is kept. */
export interface Intention {
  readonly source: IntentionSource;
  readonly destination: string;
  readonly row: Row<ConfigEntry>;
}

/** All intentions, the most exact first. */
export function listIntentions(view: ConfigEntryView): readonly Intention[] {
  return intentionsOf(view.list(INTENTIONS_KIND));
}

/** Those that are kept in some entries, the most exact first. */
export function intentionsOf(entries: readonly Row<ConfigEntry>[]): readonly Intention[] {
  const all = entries.flatMap((row) =>
    sourcesOf(row.value).map((source) => ({ source, destination: row.value.Name, row })),
  );
  return all.sort(byPrecedence);
}

/** The sources of an entry; the view's own records are trusted. */
export function sourcesOf(entry: ConfigEntry | undefined): readonly IntentionSource[] {
  return objectsOf(entry?.["Sources"]) as readonly unknown[] as readonly IntentionSource[];
}

/** The intentions about a name as source or destination, the deciding one first. */
export function matchIntentions(
  view: ConfigEntryView,
  by: "source" | "destination",
  name: string,
): readonly Intention[] {
  return listIntentions(view).filter(({ source, destination }) => {
    if (by === "source") return source.Name === name || source.Name === "*";
    // A destination is the name of its entry, and those are the same in any letter case.
    return nameId(destination) === nameId(name) || destination === "*";
  });
}

/** The intention that decides on a connection; undefined leaves it to the default. */
export function decidingIntention(
  view: ConfigEntryView,
  source: string,
  destination: string,
): Intention | undefined {
  return matchIntentions(view, "destination", destination).find(
    (intention) => intention.source.Name === source || intention.source.Name === "*",
  );
}

/** True if an intention lets every connection through. */
export function allowsConnection({ source }: Intention): boolean {
  return source.Action === "allow";
}

/** An intention as the API shows it. */
export function intentionShape({ source, destination, row }: Intention): Readonly<Record<string, unknown>> {
  const { Meta: meta } = row.value;
  const legacy =
    source.LegacyID === undefined
      ? meta === undefined
        ? {}
        : { Meta: meta }
      : {
          CreatedAt: source.LegacyCreateTime,
          UpdatedAt: source.LegacyUpdateTime,
          ID: source.LegacyID,
          Hash: createHash("sha256")
            .update(JSON.stringify([source, destination]))
            .digest("base64"),
          ...(source.LegacyMeta === undefined ? {} : { Meta: source.LegacyMeta }),
        };
  return {
    ...legacy,
    ...(source.Description === undefined ? {} : { Description: source.Description }),
    SourceNS: "default",
    SourceName: source.Name,
    DestinationNS: "default",
    DestinationName: destination,
    SourceType: "consul",
    ...(source.Action === undefined ? {} : { Action: source.Action }),
    ...(source.Permissions === undefined ? {} : { Permissions: source.Permissions }),
    Precedence: source.Precedence,
    CreateIndex: row.createIndex,
    ModifyIndex: row.modifyIndex,
  };
}

function byPrecedence(a: Intention, b: Intention): number {
  return (
    b.source.Precedence - a.source.Precedence ||
    compareCodePoints(a.source.Name, b.source.Name) ||
    compareCodePoints(a.destination, b.destination)
  );
}
