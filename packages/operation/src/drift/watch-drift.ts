/** Objects of a working directory, looked at whenever something in the world tells of them. */

import { formatInstance, formatResource } from "@tutti/addresses";
import type { Look, Looks } from "@tutti/engine";
import { createStop } from "@tutti/runtime";
import { emptyState, type OpenedState, type State, type StoredObject, storedObjects } from "@tutti/state";
import { stateDifference } from "../history/state-difference.ts";
import { type Operation, surroundings } from "../run/operation.ts";
import { prepareOperation } from "../run/prepare.ts";
import { DriftBook, type Finding } from "./drift-book.ts";
import type { DriftEvent, Unseeing } from "./events.ts";
import { Healer } from "./healer.ts";
import { DriftPublisher } from "./publish-drift.ts";
import type { DriftRequest } from "./request.ts";
import { readTogether } from "./together.ts";
import { watchObject } from "./watch-object.ts";

const REFRESH_EVERY_MS = 300_000;
/** So often at most it is asked whether other objects stand in the state, and never for more than a twentieth of the time. */
const STATE_EVERY_MS = 2_000;
const STATE_SHARE = 20;
/** An apply is at this object: nobody says of it that it drifted. */
const UNDER_WAY_MS = 1_000;
const BLIND_RETRY_MS = 10_000;

/** What a watch is made of, beside the request. */
interface Session {
  readonly book: DriftBook;
  readonly healer: Healer;
  readonly publisher: DriftPublisher | undefined;
  readonly tell: (events: readonly DriftEvent[]) => void;
}

/** `watchDrift`, loaded. */
export async function runDrift(request: DriftRequest, signal: AbortSignal): Promise<void> {
  const session = openSession(request, signal);
  const { clock } = request.runtime;
  let blind = "";
  while (!signal.aborted) {
    const opened = await open(request);
    if ("watched" in opened) {
      blind = "";
      await watchUntilOther(request, opened.watched, session, signal);
      await opened.watched.close();
      continue;
    }
    const why = JSON.stringify(opened.diagnostics.map(({ summary, detail }) => [summary, detail]));
    if (why !== blind) session.tell([{ kind: "blind", ...opened }]);
    blind = why;
    await clock.sleep(BLIND_RETRY_MS, signal).catch(() => {});
  }
  await session.healer.end();
  await session.publisher?.end();
}

function openSession(request: DriftRequest, signal: AbortSignal): Session {
  const book = new DriftBook();
  const tell = (events: readonly DriftEvent[]): void => {
    for (const event of events) {
      request.onEvent(event);
      publisher?.heard(event);
      healer.heard(event);
    }
  };
  const publisher =
    request.publishes === false
      ? undefined
      : new DriftPublisher(request, book, (event) => request.onEvent(event));
  const healer = new Healer(request, book, tell, signal);
  return { book, healer, publisher, tell };
}

/** A configuration and a state, and who looks at what is in it. */
interface Watched {
  readonly operation: Operation;
  readonly looks: Looks;
  close(): Promise<void>;
}

async function open(request: DriftRequest): Promise<{ readonly watched: Watched } | Unseeing> {
  const { runtime, variables = [], parallelism } = request;
  const { outcome, sources } = await prepareOperation({
    runtime,
    purpose: "refresh",
    mode: "refresh-only",
    variables,
    lock: { lock: false, timeoutMs: 0 },
    ...(parallelism === undefined ? {} : { parallelism }),
  });
  if (!outcome.ok) return { diagnostics: outcome.diagnostics, sources };
  const operation = outcome.value;
  const { openLooks } = await import("@tutti/engine");
  const around = await surroundings(operation, "plan", undefined);
  const looks = await openLooks({
    ...around,
    state: operation.opened.state,
    variables: operation.variables,
  });
  const close = async (): Promise<void> => {
    await looks.close();
    await operation.release();
  };
  return { watched: { operation, looks, close } };
}

/** Until the state has other objects, or the end. */
async function watchUntilOther(
  request: DriftRequest,
  { operation, looks }: Watched,
  { book, healer, publisher, tell }: Session,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, refreshEveryMs = REFRESH_EVERY_MS } = request;
  const { clock } = runtime;
  const { state } = operation.opened;
  healer.schemaOf = looks.schemaOf;
  if (publisher !== undefined) publisher.workspace = operation.state.workspace;
  const stop = createStop();
  const end = (): void => stop.abort();
  signal.addEventListener("abort", end, { once: true });
  const readState = readTogether(async () => {
    const read = await operation.state.read();
    return read.ok ? read.value : undefined;
  });
  const objects = [...storedObjects(state)].filter(
    ({ address, deposedKey }) => address.mode === "managed" && deposedKey === undefined,
  );
  tell(
    book.expect(
      objects.map((one) => ({
        address: formatInstance(one.address),
        of: digestOf(one),
        carries: carriesService(one.object),
      })),
    ),
  );
  let unheard = objects.length;
  const stops = ownStops(stop.signal);
  const watches = objects.map((stored) => {
    const address = formatInstance(stored.address);
    const own = stops.next();
    let isFirst = true;
    return watchObject({
      stored,
      looks,
      clock,
      stop: own,
      refreshEveryMs,
      heard: (how) => book.heard(address, how),
      async seen(look) {
        const judged = await judge(stored, look, looks, readState);
        if (stop.signal.aborted) return undefined;
        if (judged === "under-way") return UNDER_WAY_MS;
        if (judged === "other") {
          stop.abort();
          return undefined;
        }
        tell(book.found(address, judged, clock.now()));
        if (isFirst) unheard -= 1;
        if (isFirst && unheard === 0) tell([watching(book)]);
        isFirst = false;
        return undefined;
      },
    });
  });
  if (objects.length === 0) tell([watching(book)]);
  await Promise.all([...watches, followState(request, state, readState, stop)]);
  signal.removeEventListener("abort", end);
}

/**
 * A signal for each object, all aborted with one: whoever listens to a signal
 * goes through all its listeners first, and thousands wait here at any time.
 */
function ownStops(all: AbortSignal): { next(): AbortSignal } {
  const stops: AbortController[] = [];
  const end = (): void => {
    for (const stop of stops) stop.abort();
  };
  all.addEventListener("abort", end, { once: true });
  return {
    next() {
      const stop = createStop();
      stops.push(stop);
      return stop.signal;
    },
  };
}

/** It has `service` blocks. */
function carriesService({ attributesJson }: StoredObject["object"]): boolean {
  if (!attributesJson.includes('"service"')) return false;
  const { service } = JSON.parse(attributesJson) as { readonly service?: unknown };
  return typeof service === "object" && service !== null && Object.keys(service).length > 0;
}

function watching(book: DriftBook): DriftEvent {
  const byEvents = book.objects.filter(({ hearing }) => hearing === "events").length;
  return { kind: "watching", byEvents, byPace: book.objects.length - byEvents };
}

/** Ends the watch where other objects stand in the state, and no apply is writing them right now. */
async function followState(
  { runtime: { clock } }: DriftRequest,
  state: State,
  readState: () => Promise<OpenedState | undefined>,
  stop: AbortController,
): Promise<void> {
  let before = state;
  while (!stop.signal.aborted) {
    const began = clock.monotonic();
    const now = await readState();
    const tookMs = clock.monotonic() - began;
    if (now !== undefined && now.state !== state && !hasSameObjects(now.state, state)) {
      if (now.openIntents.length === 0 && (!now.recovered || hasSameObjects(now.state, before))) stop.abort();
      before = now.state;
    }
    await clock.sleep(Math.max(STATE_EVERY_MS, tookMs * STATE_SHARE), stop.signal).catch(() => {});
  }
}

/** What a look is worth: where the object differs, the state is asked once more before anything is said. */
async function judge(
  stored: StoredObject,
  look: Look,
  looks: Looks,
  readState: () => Promise<OpenedState | undefined>,
): Promise<Finding | "under-way" | "other"> {
  const address = formatInstance(stored.address);
  if (look.kind === "same") return look;
  if (look.kind === "unseen")
    return { kind: "unseen", why: look.diagnostics.map(({ detail }) => detail).join(" ") };
  const now = await readState();
  if (now === undefined) return { kind: "unseen", why: "The state cannot be read." };
  if (now.openIntents.some((intent) => formatInstance(intent.address) === address)) return "under-way";
  if (digestAt(now.state, stored) !== digestOf(stored)) return now.recovered ? "under-way" : "other";
  const { change, object } = look;
  const before = stateOf(stored, stored.object);
  const after = object === undefined ? emptyState("") : stateOf(stored, object);
  const [difference] = stateDifference(before, after, (provider) => looks.schemaOf(provider)).objects;
  const attributes = object === undefined ? [] : (difference?.attributes ?? []);
  return {
    kind: "drift",
    drift: { address, change: change.action === "delete" ? "gone" : "changed", attributes },
  };
}

function stateOf({ resource, address, instance }: StoredObject, object: StoredObject["object"]): State {
  const instances = new Map([[address.key, { ...instance, current: object, deposed: new Map() }]]);
  return {
    ...emptyState(""),
    resources: new Map([[formatResource(resource.address), { ...resource, instances }]]),
  };
}

function digestAt({ resources }: State, { address, resource }: StoredObject): string | undefined {
  const now = resources.get(formatResource(resource.address));
  const instance = now?.instances.get(address.key);
  const object = instance?.current;
  if (now === undefined || instance === undefined || object === undefined) return undefined;
  return digestOf({ object, resource: now, instance });
}

function digestOf({
  object,
  resource,
  instance,
}: Pick<StoredObject, "object" | "resource" | "instance">): string {
  return `${object.attributesJson} ${object.schemaVersion} ${resource.provider} ${instance.providerKey ?? ""}`;
}

function hasSameObjects(a: State, b: State): boolean {
  const digests = (state: State): string =>
    [...storedObjects(state)].map((one) => `${formatInstance(one.address)} ${digestOf(one)}`).join("\n");
  return digests(a) === digests(b);
}
