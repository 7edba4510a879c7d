import { routeOf } from "@tutti/agent-api";
import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { parseReadOptions, type ReadOptions, readHeaders } from "../endpoint/blocking.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { authorizeEndpoint } from "./authorize.ts";
import type { Intention } from "./intentions.ts";
import {
  allowsConnection,
  decidingIntention,
  intentionShape,
  listIntentions,
  matchIntentions,
} from "./intentions.ts";
import { type IntentionNames, namesOfQuery, parseName } from "./names.ts";
import { rightsToSee } from "./rights.ts";
import { writeEndpoints } from "./write-endpoints.ts";

/** `/v1/connect/intentions` and `/v1/agent/connect/authorize`: who may connect to whom. */
export function createIntentionPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      ...writeEndpoints(context),
      "agent.connect-authorize": authorizeEndpoint(context),
      "connect.intention-list": listEndpoint(context),
      "connect.intention-match": matchEndpoint(context),
      "connect.intention-check": checkEndpoint(context),
      "connect.intention-read": readEndpoint<string>(
        context,
        ({ rest }) => rest,
        (id, { source }) => source.LegacyID === id,
      ),
      "connect.intention-exact-read": readEndpoint<IntentionNames>(
        context,
        ({ query }) => namesOfQuery(query.of("connect.intention-exact-read")),
        (names, { source, destination }) => source.Name === names.source && destination === names.destination,
      ),
    },
  };
}

function listEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<true, Intention>({
    decode: () => true,
    rights: openToAll,
    visible: rightsToSee,
    answer: (_asked, granted) =>
      blockingJson({
        topics: [CONFIG_ENTRIES_TOPIC],
        run: () => ({
          index: state.configEntries.table.index,
          value: granted.visible(listIntentions(state.configEntries)).map(intentionShape),
        }),
      }),
  });
}

/** One intention, however it is named. */
function readEndpoint<Asked>(
  { state }: ServerContext,
  decode: (request: ApiRequest) => Outcome<Asked>,
  isIt: (asked: Asked, intention: Intention) => boolean,
): Endpoint {
  return endpoint<Asked, Intention>({
    decode,
    rights: openToAll,
    visible: rightsToSee,
    answer(asked, granted): Reply {
      const found = listIntentions(state.configEntries).find((intention) => isIt(asked, intention));
      if (found === undefined) return refusal(refuse(serverError("intention-not-found"), 404));
      const refused = granted.refusal(rightsToSee(found));
      return refused === undefined ? json(intentionShape(found)) : refusal(refused);
    },
  });
}

interface Match {
  readonly by: "source" | "destination";
  /** As they were given, which is what the answer calls them, with what they mean. */
  readonly names: readonly { readonly given: string; readonly name: string }[];
  readonly options: ReadOptions;
}

function matchEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<Match>({
    decode: decodeMatch,
    // Who may read a service's intentions sees all that are about it.
    rights: ({ names }) => names.map(({ name }) => right("intention", "read", name)),
    answer({ by, names, options }) {
      const found = names.map(({ given, name }) => {
        const matching = matchIntentions(state.configEntries, by, name).map(intentionShape);
        return [given, matching.length === 0 ? null : matching];
      });
      const { index } = state.configEntries.table;
      const route = { ...routeOf("connect.intention-match"), consistency: true } as const;
      return json(Object.fromEntries(found), { headers: readHeaders(route, index, options) });
    },
  });
}

function decodeMatch(request: ApiRequest): Outcome<Match> {
  const query = request.query.of("connect.intention-match");
  const by = query.text("by");
  if (by === "") return refuse(serverError("intention-match-without-by"));
  if (by !== "source" && by !== "destination") return refuse(serverError("intention-match-by-unknown"));
  const all = query.texts("name");
  if (all.length === 0) return refuse(serverError("intention-match-without-name"));
  const names: { readonly given: string; readonly name: string }[] = [];
  for (const given of all) {
    const name = parseName("name", given);
    if (name instanceof Refusal) return name;
    names.push({ given, name });
  }
  const options = parseReadOptions(request);
  return options instanceof Refusal ? options : { by, names, options };
}

function checkEndpoint({ state, config }: ServerContext): Endpoint {
  return endpoint<IntentionNames>({
    decode: ({ query }) => namesOfQuery(query.of("connect.intention-check")),
    // The answer is one bit, for who can find the service anyway: as in Consul, reading it is enough.
    rights: ({ destination }) => [right("service", "read", destination)],
    answer({ source, destination }) {
      const deciding = decidingIntention(state.configEntries, source, destination);
      const byDefault = !config.acl.enabled || config.acl.defaultPolicy === "allow";
      return json({ Allowed: deciding === undefined ? byDefault : allowsConnection(deciding) });
    },
  });
}
