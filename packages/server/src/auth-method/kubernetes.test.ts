import { type LoginWorld, type Pages, PROVIDER, startLoginWorld } from "@tutti/agent/testkit";
import { testCertificate } from "@tutti/runtime/testkit";
import { expect, test } from "vitest";
import { readKubernetesConfig } from "./kubernetes-validator.ts";
import { LoginFailure } from "./validator.ts";

const REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
const ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/web";
const REVIEWER = "Bearer aa.bb.cc";
const name = "system:serviceaccount:default:web";

/** The API of Kubernetes: it knows the token `x.y.z`, as far as whoever asks may ask. */
function api(status: object, annotations: object = {}): Pages {
  return {
    [REVIEWS]: (body, asking) => {
      const { spec, kind } = JSON.parse(body);
      if (asking !== REVIEWER || kind !== "TokenReview") return [403, { message: "forbidden" }];
      return [201, { status: spec.token === "x.y.z" ? status : { authenticated: false } }];
    },
    [ACCOUNT]: (_, asking) =>
      asking === REVIEWER ? [200, { metadata: { annotations } }] : [403, { message: "forbidden" }],
  };
}

const known = { authenticated: true, user: { username: name, uid: "u1" } };

async function open(pages: Pages, token = "aa.bb.cc"): Promise<LoginWorld> {
  const world = await startLoginWorld(81, pages);
  const { cert } = await testCertificate("kubernetes");
  const Config = { Host: PROVIDER, CACert: cert, ServiceAccountJWT: token };
  const method = { Name: "k", Type: "kubernetes", Config };
  expect(await world.write("acl.auth-method-create", method)).toMatch(/^200/);
  const rule = {
    AuthMethod: "k",
    BindType: "service",
    BindName: "${serviceaccount.name}",
    Selector: "serviceaccount.namespace==default",
  };
  expect(await world.write("acl.binding-rule-create", rule)).toMatch(/^200/);
  return world;
}

test.each([
  [{}, "web"],
  [{ "consul.hashicorp.com/service-name": "shop" }, "shop"],
])("an account with the annotations %j is the service %s", async (annotations, service) => {
  const world = await open(api(known, annotations));
  const token = JSON.parse((await world.login("k", "x.y.z")).slice(4));
  expect(token.ServiceIdentities).toEqual([{ ServiceName: service }]);
  expect(world.asked).toEqual([REVIEWS, ACCOUNT]);
});

test.each<[string, object, string, string]>([
  [
    "a token that is none",
    known,
    "x",
    "500 failed to parse and validate JWT: square/go-jose: compact JWS format must have three parts",
  ],
  ["a token that is not known", known, "x.y.w", "500 lookup failed: service account jwt not valid"],
  ["an error", { error: "expired" }, "x.y.z", "500 lookup failed: expired"],
  [
    "a user",
    { ...known, user: { username: "system:node:a:b" } },
    "x.y.z",
    "500 lookup failed: username returned is not a service account",
  ],
  [
    "a name",
    { ...known, user: { username: "root" } },
    "x.y.z",
    "500 lookup failed: unexpected username format",
  ],
  [
    "an account that is not there",
    { ...known, user: { username: "system:serviceaccount:default:gone" } },
    "x.y.z",
    "500 annotation lookup failed: the server answered 404",
  ],
])("%s is refused", async (_, status, bearer, answer) => {
  expect(await (await open(api(status))).login("k", bearer)).toBe(answer);
});

test("the API may refuse to be asked", async () => {
  expect(await (await open(api(known), "aa.bb.dd")).login("k", "x.y.z")).toBe("500 forbidden");
});

test.each([
  [{}, "Config.Host is required"],
  [{ Host: "h" }, "Config.CACert is required"],
  [
    { Host: "h", CACert: "x" },
    "error parsing kubernetes ca cert: data does not contain any valid RSA or ECDSA certificates",
  ],
  [{ Host: "h", Nope: "x" }, "error decoding config: 1 error(s) decoding:\n\n* '' has invalid keys: Nope"],
])("the configuration %j is refused", (config, why) => {
  expect(readKubernetesConfig(config)).toEqual(new LoginFailure(why));
});

test("a token of the configuration has to be one", async () => {
  const { cert } = await testCertificate("kubernetes");
  const config = { Host: "h:6443", CACert: cert };
  expect(readKubernetesConfig(config)).toEqual(new LoginFailure("Config.ServiceAccountJWT is required"));
  expect(readKubernetesConfig({ ...config, ServiceAccountJWT: "x" })).toMatchObject({
    why: expect.stringContaining("Config.ServiceAccountJWT is not a valid JWT"),
  });
  expect(readKubernetesConfig({ ...config, ServiceAccountJWT: "a.b.c" })).toMatchObject({
    host: "https://h:6443",
  });
});
