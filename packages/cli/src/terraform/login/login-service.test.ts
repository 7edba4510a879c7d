import { expect, test } from "vitest";
import { readLoginService } from "./login-service.ts";

const URL_OF = "https://a.test/.well-known/terraform.json";
const LOGIN = { client: "c", authz: "/authz", token: "token" };

test.each<[string, Readonly<Record<string, unknown>>, unknown]>([
  [
    "the least",
    { "login.v1": LOGIN },
    {
      kind: "login",
      client: "c",
      authorizeUrl: "https://a.test/authz",
      tokenUrl: "https://a.test/.well-known/token",
      scopes: [],
      ports: [1024, 65_535],
    },
  ],
  [
    "all",
    { "login.v1": { ...LOGIN, grant_types: ["authz_code"], scopes: ["s", 1], ports: [10_000, 10_010] } },
    {
      kind: "login",
      client: "c",
      authorizeUrl: "https://a.test/authz",
      tokenUrl: "https://a.test/.well-known/token",
      scopes: ["s"],
      ports: [10_000, 10_010],
    },
  ],
  [
    "ports that nobody may listen on",
    { "login.v1": { ...LOGIN, ports: [1, 2] } },
    expect.objectContaining({ ports: [1024, 65_535] }),
  ],
  [
    "ports the wrong way round",
    { "login.v1": { ...LOGIN, ports: [5000, 4000] } },
    expect.objectContaining({ ports: [1024, 65_535] }),
  ],
  ["another grant", { "login.v1": { ...LOGIN, grant_types: ["password"] } }, { kind: "grants" }],
  [
    "no client",
    { "login.v1": { authz: "a", token: "t" } },
    { kind: "none", why: 'Service login.v1 definition is missing required property "client"' },
  ],
  [
    "tokens by hand",
    { "tfe.v2": "/api/" },
    { kind: "page", page: "https://a.test/app/settings/tokens?source=terraform-login" },
  ],
  ["nothing", {}, { kind: "none", why: undefined }],
])("readLoginService(): %s", (_, services, wanted) => {
  expect(readLoginService({ url: URL_OF, services: new Map(Object.entries(services)) })).toEqual(wanted);
});
