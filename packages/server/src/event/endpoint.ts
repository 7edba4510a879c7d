import { Buffer } from "node:buffer";
import { RE2JS } from "re2js";
import { severalMistakes } from "../catalog/service-mistake.ts";
import { parseWait, type Wait } from "../endpoint/blocking.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import { readBody } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { goRegexpError } from "../filter/go-regexp.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { eventSizeMistake } from "./event-size.ts";
import type { UserEvent } from "./events.ts";
import { EVENTS_TOPIC, Events, indexOfEvents } from "./events.ts";

/** `/v1/event`: user events. */
export function createEventPart(context: ServerContext): ServerPart {
  const events = new Events(context.state.watches);
  return {
    endpoints: {
      "event.fire": fireEndpoint(context, events),
      "event.list": listEndpoint(context, events),
    },
  };
}

function fireEndpoint(context: ServerContext, events: Events): Endpoint {
  return endpoint<Omit<UserEvent, "time">>({
    async decode(request) {
      const { rest: name } = request;
      const query = request.query.of("event.fire");
      if (name === "") return refuse(serverError("event-without-a-name"), 400);
      const filters = { node: query.text("node"), service: query.text("service"), tag: query.text("tag") };
      if (filters.tag !== "" && filters.service === "")
        return refuse(serverError("event-tag-filter-without-service-filter"));
      for (const [kind, pattern] of Object.entries(filters)) {
        const mistake = goRegexpError(pattern);
        if (mistake !== undefined) return refuse(serverError("event-filter-invalid", kind, mistake));
      }
      const body = await readBody(request);
      if (body instanceof Refusal) return body;
      return {
        id: context.runtime.random.uuid(),
        name,
        payload: Buffer.from(body),
        nodeFilter: filters.node,
        serviceFilter: filters.service,
        tagFilter: filters.tag,
      };
    },
    rights: ({ name }) => [right("event", "write", name)],
    answer(event) {
      const mistake = eventSizeMistake(event);
      if (mistake !== undefined) {
        const why = severalMistakes([`error broadcasting event to segment "": ${mistake}`]);
        return refusal(refuse(serverError("event-too-large", why)));
      }
      // Its time is told by lists only.
      return json({ ...eventShape(events.add(event, isForUs(context, event))), LTime: 0 });
    },
  });
}

/** An event without filters is for everybody; the others are for those whose node or service they match. */
function isForUs({ config, state }: ServerContext, event: Omit<UserEvent, "time">): boolean {
  const matches = (pattern: string, value: string): boolean => RE2JS.compile(pattern).matcher(value).find();
  if (event.nodeFilter !== "" && !matches(event.nodeFilter, config.nodeName)) return false;
  if (event.serviceFilter === "") return true;
  return state.catalog
    .servicesOf(config.nodeName)
    .some(
      ({ value }) =>
        matches(event.serviceFilter, value.Service) &&
        (event.tagFilter === "" || value.Tags?.some((tag) => matches(event.tagFilter, tag)) === true),
    );
}

function listEndpoint(context: ServerContext, events: Events): Endpoint {
  return endpoint<{ readonly name: string; readonly options: Wait; readonly gone: AbortSignal }, UserEvent>({
    decode(request) {
      const options = parseWait(request.query);
      return options instanceof Refusal
        ? options
        : { name: request.query.of("event.list").text("name"), options, gone: request.gone };
    },
    rights: openToAll,
    visible: (event) => [right("event", "read", event.name)],
    answer({ name, options, gone }, granted) {
      const read = (): { readonly index: string; readonly reply: Reply } => {
        const seen = granted.visible(events.list(name));
        const index = indexOfEvents(seen);
        const headers = { "X-Consul-Index": index };
        return { index, reply: json(seen.map(eventShape), { headers }) };
      };
      const now = read();
      // The index is no number that grows: anything but the one that was asked about is news. It has 64 bits,
      // of which the question keeps 53: two events that differ in the others alone will not come.
      if (options.index === 0 || Number(now.index) !== options.index) return now.reply;
      return nextEvent(context, options.waitMs, gone, () => read().index !== now.index).then(
        () => read().reply,
      );
    },
  });
}

/** Resolves with the next event that is news, when the time is over, or when nobody waits any more. */
function nextEvent(
  { runtime, state }: ServerContext,
  waitMs: number,
  gone: AbortSignal,
  isNews: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      stop();
      timer.cancel();
      gone.removeEventListener("abort", finish);
      resolve();
    };
    const timer = runtime.clock.after(waitMs, finish, { unref: true });
    const look = (): void => {
      if (isNews()) finish();
      else stop = state.watches.wait([EVENTS_TOPIC], look);
    };
    let stop = state.watches.wait([EVENTS_TOPIC], look);
    gone.addEventListener("abort", finish, { once: true });
  });
}

function eventShape(event: UserEvent): Readonly<Record<string, unknown>> {
  return {
    ID: event.id,
    Name: event.name,
    Payload: event.payload.length === 0 ? null : event.payload.toString("base64"),
    NodeFilter: event.nodeFilter,
    ServiceFilter: event.serviceFilter,
    TagFilter: event.tagFilter,
    Version: 1,
    LTime: event.time,
  };
}
