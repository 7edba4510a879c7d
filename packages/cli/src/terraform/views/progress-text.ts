import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { ChangeAction, EngineEvent } from "@tutti/engine";

/** One line of progress, without its line break; undefined for what is not shown. */
export function progressLine(event: EngineEvent, product: string): string | undefined {
  switch (event.kind) {
    case "refresh-start":
      return `${objectText(event.address, event.deposedKey)}: Refreshing state...${idText(event.id)}`;
    case "read-start":
      return `${formatInstance(event.address)}: Reading...`;
    case "read-complete":
      return `${formatInstance(event.address)}: Read complete after ${duration(event.elapsedMs)}${idText(event.id)}`;
    case "apply-start":
      return startLine(event.address, event.deposedKey, event.action, event.id);
    case "apply-progress":
      return stillLine(event);
    case "apply-step":
      return `${formatInstance(event.address)}: ${event.text}`;
    case "apply-complete":
      return completeLine(event.address, event.action, event.id, event.elapsedMs);
    case "provision-start":
      return `${formatInstance(event.address)}: Provisioning with '${event.provisioner}'...`;
    case "provision-output":
      return `${formatInstance(event.address)} (${event.provisioner}): ${event.line}`;
    case "import-start":
      return `${formatInstance(event.address)}: Preparing import... [id=${event.id}]`;
    case "apply-import-start":
      return `${formatInstance(event.address)}: Importing... [id=${event.id}]`;
    case "apply-import-complete":
      return `${formatInstance(event.address)}: Import complete [id=${event.id}]`;
    case "ephemeral-start":
      return `${formatInstance(event.address)}: ${EPHEMERAL_VERBS[event.action].doing}`;
    case "ephemeral-complete":
      return `${formatInstance(event.address)}: ${EPHEMERAL_VERBS[event.action].done} after ${duration(event.elapsedMs)}`;
    case "ephemeral-deferred":
      return `${formatInstance(event.address)}: Configuration unknown, deferring...`;
    case "action-start":
      return `${actionText(event)}: Invoking...`;
    case "action-progress":
      return `${actionText(event)}: ${event.text}`;
    case "action-complete":
      return `${actionText(event)}: Invocation complete after ${duration(event.elapsedMs)}`;
    case "rollout-progress":
      return rolloutLine(event);
    case "rollout-back":
      return `${event.names.join(", ")}: Going back to what was...`;
    case "stopping":
      return `\nInterrupt received.\nPlease wait for ${product} to exit or data loss may occur.\nGracefully shutting down...\n`;
    default:
      return undefined;
  }
}

type RolloutObjectsEvent = Extract<EngineEvent, { readonly kind: "rollout-objects" }>;

/** How many objects of a rollout are how far, in a line; what there is none of is left out. */
export function rolloutObjectsLine(event: RolloutObjectsEvent): string {
  const counts = ROLLOUT_OBJECTS.flatMap(([key, word]) =>
    event[key] === 0 ? [] : [`${event[key]} ${word}`],
  );
  return `${event.name}: ${counts.join(", ")}`;
}

/** In the order of a release, from what was to what is. */
const ROLLOUT_OBJECTS = [
  ["old", "old"],
  ["going", "draining"],
  ["coming", "coming"],
  ["proving", "not proved yet"],
  ["unwell", "unwell"],
  ["well", "well"],
] as const satisfies readonly (readonly [keyof RolloutObjectsEvent, string])[];

function rolloutLine({
  name,
  done,
  of,
  status,
  waitsFor,
}: Extract<EngineEvent, { readonly kind: "rollout-progress" }>): string {
  switch (status) {
    case "done":
      return `${name}: Rollout complete [${done} of ${of}]`;
    case "failed":
      return `${name}: Rollout stopped [${done} of ${of}]`;
    case "paused":
      return `${name}: Rollout paused [${done} of ${of}]`;
    case "running":
      return `${name}: Rolling out... [${done} of ${of}${waitsFor === undefined ? "" : `, ${WAITS[waitsFor]}`}]`;
  }
}

const WAITS = {
  promotion: "the first ones are well: waiting for promotion",
  health: "waiting for an agent that says how they are",
} as const;

function actionText({
  invoked,
  triggeredBy,
}: {
  readonly invoked: string;
  readonly triggeredBy: ResourceInstance | undefined;
}): string {
  return triggeredBy === undefined ? invoked : `${invoked} (triggered by ${formatInstance(triggeredBy)})`;
}

const EPHEMERAL_VERBS = {
  open: { doing: "Opening...", done: "Opening complete" },
  renew: { doing: "Renewing...", done: "Renewal complete" },
  close: { doing: "Closing...", done: "Closing complete" },
} as const;

const ID_MAX = 80;

function shortId(id: string): string {
  return id.length <= ID_MAX ? id : `${id.slice(0, ID_MAX / 2 - 2)}...${id.slice(-(ID_MAX / 2 - 1))}`;
}

function idText(id: string | undefined): string {
  return id === undefined || id === "" ? "" : ` [id=${shortId(id)}]`;
}

/** Go's text for a duration in whole seconds. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${seconds % 60}s`;
  return `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds % 60}s`;
}

interface Verbs {
  readonly doing: string;
  readonly still: string;
  readonly done: string;
}

const CREATE: Verbs = { doing: "Creating...", still: "Still creating...", done: "Creation complete" };
const DELETE: Verbs = { doing: "Destroying...", still: "Still destroying...", done: "Destruction complete" };

const VERBS: Readonly<Record<ChangeAction, Verbs | undefined>> = {
  "no-op": undefined,
  forget: undefined,
  create: CREATE,
  "create-then-delete": CREATE,
  "delete-then-create": CREATE,
  delete: DELETE,
  update: { doing: "Modifying...", still: "Still modifying...", done: "Modifications complete" },
  read: { doing: "Reading...", still: "Still reading...", done: "Read complete" },
};

function startLine(
  address: ResourceInstance,
  deposedKey: string | undefined,
  action: ChangeAction,
  id: string | undefined,
): string | undefined {
  const verbs = VERBS[action];
  if (verbs === undefined) return undefined;
  return `${objectText(address, deposedKey)}: ${verbs.doing}${verbs === CREATE ? "" : idText(id)}`;
}

function objectText(address: ResourceInstance, deposedKey: string | undefined): string {
  return `${formatInstance(address)}${deposedKey === undefined ? "" : ` (deposed object ${deposedKey})`}`;
}

function stillLine(event: EngineEvent & { readonly kind: "apply-progress" }): string | undefined {
  const verbs = VERBS[event.action];
  if (verbs === undefined) return undefined;
  const id = event.id === undefined || verbs === CREATE ? "" : `id=${shortId(event.id)}, `;
  return `${formatInstance(event.address)}: ${verbs.still} [${id}${duration(event.elapsedMs)} elapsed]`;
}

function completeLine(
  address: ResourceInstance,
  action: ChangeAction,
  id: string | undefined,
  elapsedMs: number,
): string | undefined {
  const verbs = VERBS[action];
  if (verbs === undefined) return undefined;
  return `${formatInstance(address)}: ${verbs.done} after ${duration(elapsedMs)}${verbs === DELETE ? "" : idText(id)}`;
}
