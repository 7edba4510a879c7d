import { entry, intention, KINDS } from "./draw-config-entries.ts";
import { type Dice, type DrawnRequest, filter, NO_UUID, readParameters, SERVICES } from "./request-dice.ts";

type Draw = (dice: Dice) => DrawnRequest;

const ends = (dice: Dice): string =>
  [
    ...(dice.chance(0.95) ? [`source=${dice.one([...SERVICES, "*", "default/web", "a/b/c", ""])}`] : []),
    ...(dice.chance(0.95) ? [`destination=${dice.one([...SERVICES, "*", "default/db"])}`] : []),
    ...(dice.chance(0.05) ? ["source-type=consul"] : []),
  ].join("&");

/** Config entries, discovery chains, intentions, the mesh's authority. */
export const meshDraws: readonly Draw[] = [
  (dice) => writeEntry(dice),
  (dice) => writeEntry(dice),
  (dice) => writeEntry(dice),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/config/${dice.one([...KINDS, ""])}${dice.one(["", "/web", "/global", "/db", "/ig", "/tg", "/a/b"])}`,
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "DELETE",
    path: dice.path(`/v1/config/${dice.one(KINDS)}/${dice.one([...SERVICES, "global", ""])}`, "cas=1"),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/discovery-chain/${dice.one([...SERVICES, ""])}`,
      "compile-dc=dc1",
      ...readParameters(dice),
    ),
  }),
  (dice) => ({
    method: "POST",
    path: `/v1/discovery-chain/${dice.one(SERVICES)}`,
    body: dice.bent({
      OverrideProtocol: dice.one(["http", "grpc", "tcp", "x"]),
      ...dice.maybe(0.5, { OverrideConnectTimeout: dice.one(["7s", "x"]) }),
      ...dice.maybe(0.3, { OverrideMeshGateway: { Mode: dice.one(["local", "x"]) } }),
    }),
  }),
  (dice) => ({
    method: "PUT",
    path: dice.path(`/v1/connect/intentions/exact?${ends(dice)}`, "ns=default"),
    body: dice.bent(intention(dice)),
  }),
  (dice) => ({ method: "GET", path: `/v1/connect/intentions/exact?${ends(dice)}` }),
  (dice) => ({ method: "DELETE", path: `/v1/connect/intentions/exact?${ends(dice)}` }),
  (dice) => ({
    method: "POST",
    path: dice.path("/v1/connect/intentions", "ns=default"),
    body: dice.bent({
      ...dice.maybe(0.95, { SourceName: dice.one([...SERVICES, "*"]) }),
      ...dice.maybe(0.95, { DestinationName: dice.one([...SERVICES, "*"]) }),
      ...dice.maybe(0.5, { SourceType: dice.one(["consul", "bad"]) }),
      ...intention(dice),
    }),
    keep: { name: "intention", at: ["ID"] },
  }),
  (dice) => ({
    method: dice.one(["GET", "GET", "DELETE"]),
    path: `/v1/connect/intentions/${dice.one(["{{intention}}", "{{intention}}", "{{^intention}}", "none", NO_UUID[1]])}`,
  }),
  (dice) => ({
    method: "PUT",
    path: `/v1/connect/intentions/${dice.one(["{{intention}}", "{{intention}}", "none"])}`,
    body: dice.bent({
      SourceName: dice.one(SERVICES),
      DestinationName: dice.one(SERVICES),
      ...intention(dice),
    }),
  }),
  (dice) => ({
    method: "GET",
    path: dice.path(
      `/v1/connect/intentions${dice.one([
        ...["", "", "/match?by=source&name=web", "/match?by=destination&name=db", "/match?by=x&name=web"],
        ...["/match?by=source", "/match?name=web", "/match?by=source&name=web&name=db"],
      ])}`,
      filter(dice),
      ...readParameters(dice),
    ),
  }),
  (dice) => ({ method: "GET", path: `/v1/connect/intentions/check?${ends(dice)}` }),
  (dice) => ({
    method: "POST",
    path: "/v1/agent/connect/authorize",
    body: dice.bent({
      Target: dice.one(SERVICES),
      ClientCertURI: dice.one([
        "spiffe://11111111-2222-3333-4444-555555555555.consul/ns/default/dc/dc1/svc/web",
        "x",
        "",
      ]),
      ClientCertSerial: "04:00",
    }),
  }),
];

function writeEntry(dice: Dice): DrawnRequest {
  return {
    method: "PUT",
    path: dice.path("/v1/config", dice.one(["cas=0", "cas=1", "cas=x"]), "ns=default", "dc=dc2"),
    body: dice.bent(entry(dice)),
  };
}
