import { basename } from "node:path";
import { type AgentClient, createAgentClient } from "@tutti/agent-api";
import { every, fromUnknown, type Timer } from "@tutti/runtime";
import { UserEvents } from "../told/user-events.ts";
import type { BookedObject, DriftBook } from "./drift-book.ts";
import type { Drift, DriftEvent } from "./events.ts";
import type { DriftRequest } from "./request.ts";

/** Said again so often, so that nobody takes the watch for dead. */
const TELL_MS = 20_000;
const TIMEOUT_MS = 10_000;
/** Of drifted objects, of those that are read by pace and of those that cannot be seen so many are named. */
const NAMED_MAX = 100;
/** Of each value so much is told. */
const VALUE_MAX = 1_000;

/**
 * Tells the agent of this machine what a watch knows: on the board (`GET /v1/drift`)
 * all of it, and as user events what is news. Where nobody takes it the watch goes on.
 */
export class DriftPublisher {
  readonly #client: AgentClient;
  readonly #events: UserEvents;
  readonly #request: DriftRequest;
  readonly #book: DriftBook;
  readonly #id: string;
  readonly #again: Timer;
  readonly #tell: (event: DriftEvent) => void;
  /** Of what is watched now. */
  workspace = "default";
  #status: "watching" | "blind" | "stopped" = "watching";
  #telling: Promise<void> | undefined;
  #isStale = false;
  #isUntold = false;

  constructor(request: DriftRequest, book: DriftBook, tell: (event: DriftEvent) => void) {
    this.#request = request;
    this.#book = book;
    this.#tell = tell;
    this.#client = createAgentClient(request.runtime, { timeoutMs: TIMEOUT_MS });
    this.#events = new UserEvents(this.#client);
    this.#id = request.runtime.random.uuid();
    this.#again = every(request.runtime.clock, TELL_MS, () => this.#board(), { unref: true });
  }

  /** Hears of everything that is told. */
  heard(event: DriftEvent): void {
    if (event.kind === "untold") return;
    this.#status = event.kind === "blind" ? "blind" : "watching";
    this.#board();
    const news = newsOf(event);
    if (news !== undefined && !this.#isUntold) this.#events.fire(news.name, news.payload);
  }

  /** The last word. */
  async end(): Promise<void> {
    this.#again.cancel();
    this.#status = "stopped";
    this.#board();
    await this.#telling;
    await this.#events.told();
  }

  get #name(): string {
    const { name, runtime } = this.#request;
    const own = basename(runtime.environment.directory) || "root";
    return name ?? (this.workspace === "default" ? own : `${own}.${this.workspace}`);
  }

  /** What changes while it is being told is told behind it. */
  #board(): void {
    if (this.#telling !== undefined) {
      this.#isStale = true;
      return;
    }
    this.#telling = this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tellAll(): Promise<void> {
    do {
      this.#isStale = false;
      const why = await this.#ask(() =>
        this.#client.call("drift.tell", { rest: this.#name, body: this.#told() }),
      );
      if (why !== undefined && !this.#isUntold)
        this.#tell({ kind: "untold", why: `the agent at ${this.#client.address} does not take it (${why})` });
      this.#isUntold = why !== undefined;
    } while (this.#isStale);
  }

  /** Why it was not taken. */
  async #ask(call: () => ReturnType<AgentClient["call"]>): Promise<string | undefined> {
    try {
      const answer = await call();
      return answer.status === 200 ? undefined : `${answer.status} ${answer.text().trim()}`;
    } catch (error) {
      return fromUnknown(error, this.#client.address).message;
    }
  }

  #told(): unknown {
    const objects = this.#status === "blind" ? [] : this.#book.objects;
    const drifts = this.#book.drifts;
    return {
      ID: this.#id,
      Status: this.#status,
      Workspace: this.workspace,
      Objects: objects.length,
      ByEvents: objects.filter(({ hearing }) => hearing === "events").length,
      Drifted: drifts.length,
      Drifts: drifts.slice(0, NAMED_MAX).map(driftJson),
      ByPace: objects
        .filter(({ hearing }) => hearing === "pace")
        .toSorted((a, b) => (a.lookedAt ?? 0) - (b.lookedAt ?? 0))
        .slice(0, NAMED_MAX)
        .map((object) => ({ Address: object.address, LastLook: lastLook(object) })),
      Unseen: objects
        .filter(({ unseen }) => unseen !== undefined)
        .slice(0, NAMED_MAX)
        .map(unseenJson),
    };
  }
}

function lastLook({ lookedAt }: BookedObject): string {
  return lookedAt === undefined ? "" : new Date(lookedAt).toISOString();
}

function unseenJson(object: BookedObject): unknown {
  return { Address: object.address, Why: object.unseen ?? "", LastLook: lastLook(object) };
}

function driftJson({ address, change, attributes, seenAt }: Drift): unknown {
  return {
    Address: address,
    Change: change,
    SeenAt: new Date(seenAt).toISOString(),
    Attributes: attributes.map(({ path, before = "", after = "", sensitive }) => ({
      Path: path,
      Before: before.slice(0, VALUE_MAX),
      After: after.slice(0, VALUE_MAX),
      Sensitive: sensitive,
    })),
  };
}

interface News {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The user event that something is worth, with what fits into one: never a value. */
function newsOf(event: DriftEvent): News | undefined {
  switch (event.kind) {
    case "drift":
      return {
        name: `drift:${event.drift.change}`,
        payload: {
          address: event.drift.address,
          attributes: event.drift.attributes.map(({ path }) => path),
        },
      };
    case "settled":
      return { name: "drift:settled", payload: { address: event.address } };
    case "healed":
    case "heal-refused":
      return { name: `drift:${event.kind}`, payload: { addresses: event.addresses } };
    default:
      return undefined;
  }
}
