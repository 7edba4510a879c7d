import { Buffer } from "node:buffer";
import { RE2JS } from "re2js";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { parseReadOptions } from "../endpoint/blocking.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { readBody } from "../endpoint/request.ts";
import { goRegexpError } from "../filter/go-regexp.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import type { UserEvent } from "./events.ts";
import { EVENTS_TOPIC, Events, indexOfEvents } from "./events.ts";

/** Longest payload, in bytes: an event must fit into a gossip packet. */
export const PAYLOAD_BYTES_MAX = 512;

/** `/v1/event`: user events. */
export function createEventPart(context: ServerContext): ServerPart {
  const events = new Events(context.state.watches);
  return {
    endpoints: {
      "event.fire": (request) => fire(context, events, request),
      "event.list": (request) => list(context, events, request),
    },
  };
}

async function fire(context: ServerContext, events: Events, request: ApiRequest): Promise<Reply> {
  const { rest: name, query, authorizer } = request;
  if (name === "") return text(400, "Missing name");
  const filters = { node: query.get("node"), service: query.get("service"), tag: query.get("tag") };
  if (filters.tag !== "" && filters.service === "")
    return text(500, "Cannot provide tag filter without service filter");
  for (const [kind, pattern] of Object.entries(filters)) {
    const mistake = goRegexpError(pattern);
    if (mistake !== undefined) return text(500, `Invalid ${kind} filter: ${mistake}`);
  }
  if (!authorizer.allows("event", "write", name)) return text(403, PERMISSION_DENIED);
  const body = await readBody(request, PAYLOAD_BYTES_MAX);
  if (body instanceof Refusal) return refusal(body);
  const event = {
    id: context.runtime.random.uuid(),
    name,
    payload: Buffer.from(body),
    nodeFilter: filters.node,
    serviceFilter: filters.service,
    tagFilter: filters.tag,
  };
  return json(eventShape(events.add(event, isForUs(context, event))));
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
        (event.tagFilter === "" || value.Tags.some((tag) => matches(event.tagFilter, tag))),
    );
}

function list(context: ServerContext, events: Events, request: ApiRequest): Reply | Promise<Reply> {
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return refusal(options);
  const read = (): { readonly index: number; readonly reply: Reply } => {
    const seen = events
      .list(request.query.get("name"))
      .filter((event) => request.authorizer.allows("event", "read", event.name));
    const index = indexOfEvents(seen);
    return { index, reply: json(seen.map(eventShape), { headers: { "X-Consul-Index": String(index) } }) };
  };
  const now = read();
  if (options.index === 0 || now.index !== options.index) return now.reply;
  // The index is no number that grows: anything but the one that was asked about is news.
  return new Promise((resolve) => {
    const finish = (): void => {
      stop();
      timer.cancel();
      resolve(read().reply);
    };
    const timer = context.runtime.clock.after(options.waitMs, finish, { unref: true });
    const stop = context.state.watches.wait([EVENTS_TOPIC], finish);
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
