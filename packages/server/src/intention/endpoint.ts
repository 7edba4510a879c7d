import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { compileFilter, type Filter } from "../filter/filter.ts";
import { intentionSelectors } from "../filter/selectors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { nameId } from "../state/table.ts";
import { authorizeEndpoint } from "./authorize.ts";
import { exactEndpoints } from "./exact-endpoints.ts";
import type { Intention } from "./intentions.ts";
import {
  allowsConnection,
  decidingIntention,
  intentionShape,
  listIntentions,
  matchIntentions,
} from "./intentions.ts";
import { type IntentionNames, namesOfIntention, namesOfQuery, parseName } from "./names.ts";
import { entryName, rightsToSee } from "./rights.ts";
import { writeEndpoints } from "./write-endpoints.ts";

/** `/v1/connect/intentions` and `/v1/agent/connect/authorize`: who may connect to whom. */
export function createIntentionPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      ...writeEndpoints(context),
      ...exactEndpoints(context),
      "agent.connect-authorize": authorizeEndpoint(context),
      "connect.intention-list": listEndpoint(context),
      "connect.intention-match": matchEndpoint(context),
      "connect.intention-check": checkEndpoint(context),
      "connect.intention-read": readEndpoint<string>(
        context,
        ({ rest }) =>
          rest.length === 36 ? rest : refuse(serverError("intention-id-invalid", "Bad request"), 400),
        (id, { source }) => source.LegacyID === id,
      ),
      "connect.intention-exact-read": readEndpoint<IntentionNames>(
        context,
        ({ query }) => namesOfIntention(query.of("connect.intention-exact-read")),
        (names, { source, destination }) =>
          source.Name === names.source && nameId(destination) === nameId(names.destination),
      ),
    },
  };
}

function listEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<Filter, Intention>({
    decode: ({ query }) =>
      compileFilter(query.of("connect.intention-list").text("filter"), intentionSelectors),
    rights: openToAll,
    visible: rightsToSee,
    answer: (filter, granted) =>
      blockingJson({
        topics: [CONFIG_ENTRIES_TOPIC],
        run: () => ({
          index: state.configEntries.table.index,
          value: granted.visible(listIntentions(state.configEntries)).map(intentionShape).filter(filter),
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
}

function matchEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<Match>({
    decode: decodeMatch,
    // Who may read a service's intentions sees all that are about it.
    rights: ({ by, names }, rows) =>
      names.flatMap(({ name }) => {
        const there = by === "source" ? name : entryName(state, rows, name);
        return [...new Set([name, there])].map((one) => right("intention", "read", one));
      }),
    answer: ({ by, names }) =>
      blockingJson({
        topics: [CONFIG_ENTRIES_TOPIC],
        run() {
          const found = names.map(({ given, name }) => {
            const matching = matchIntentions(state.configEntries, by, name).map(intentionShape);
            return [given, matching.length === 0 ? null : matching];
          });
          return { index: state.configEntries.table.index, value: Object.fromEntries(found) };
        },
      }),
  });
}

function decodeMatch(request: ApiRequest): Outcome<Match> {
  const query = request.query.of("connect.intention-match");
  const by = query.once("by");
  if (by === undefined) return refuse(serverError("intention-match-without-by"));
  if (by !== "source" && by !== "destination") return refuse(serverError("intention-match-by-unknown"));
  const all = query.texts("name");
  if (all.length === 0) return refuse(serverError("intention-match-without-name"));
  const names: { readonly given: string; readonly name: string }[] = [];
  for (const given of all) {
    const name = parseName("name", given);
    if (name instanceof Refusal) return name;
    names.push({ given, name });
  }
  return { by, names };
}

function checkEndpoint({ state, config }: ServerContext): Endpoint {
  return endpoint<IntentionNames>({
    decode({ query: asked }) {
      const query = asked.of("connect.intention-check");
      const type = query.text("source-type");
      if (query.given("source-type") && type !== "consul")
        return refuse(serverError("intention-source-type-unsupported", JSON.stringify(type)));
      return namesOfQuery(query, true);
    },
    // The answer is one bit, for who can find the service anyway: as in Consul, reading it is enough.
    rights: ({ destination }) => [right("service", "read", destination)],
    answer({ source, destination }) {
      const deciding = decidingIntention(state.configEntries, source, destination);
      const byDefault = !config.acl.enabled || config.acl.defaultPolicy === "allow";
      return json({ Allowed: deciding === undefined ? byDefault : allowsConnection(deciding) });
    },
  });
}
