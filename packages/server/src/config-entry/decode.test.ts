import { describe, expect, test } from "vitest";
import { decodeConfigEntry } from "./decode.ts";

/** As Consul tells of one value that has a wrong type. */
const oneError = (text: string): string => `1 error(s) decoding:\n\n* ${text}`;

/** A record where a list is wanted, and the other way round, are what HCL's blocks look like. */
describe("decodeConfigEntry() takes a block that comes once", () => {
  const source = { Name: "web", Action: "allow" };
  const kind = { Kind: "service-intentions", Name: "db" };

  test.each<[string, unknown, unknown]>([
    ["as a list", { ...kind, Sources: source }, [expect.objectContaining(source)]],
    ["or a list as it is", { ...kind, Sources: [source] }, [expect.objectContaining(source)]],
    [
      "in snake case",
      { kind: "service-intentions", name: "db", sources: { name: "web", action: "allow" } },
      [expect.objectContaining(source)],
    ],
  ])("%s", (_, body, wanted) => {
    expect(decodeConfigEntry(body)).toMatchObject({ Sources: wanted });
  });

  test("as a record, in a list of one", () => {
    const body = { Kind: "service-defaults", Name: "a", MeshGateway: [{ Mode: "local" }] };
    expect(decodeConfigEntry(body)).toMatchObject({ MeshGateway: { Mode: "local" } });
  });

  test("as a map, in a list of one, and each of its records", () => {
    const body = { Kind: "service-resolver", Name: "a", Subsets: [{ v1: [{ Filter: "x" }] }] };
    expect(decodeConfigEntry(body)).toMatchObject({ Subsets: { v1: { Filter: "x" } } });
  });

  test("as a map whose record is null: it is there, and empty", () => {
    const body = { Kind: "service-resolver", Name: "a", Subsets: { v1: null } };
    expect(decodeConfigEntry(body)).toMatchObject({ Subsets: { v1: {} } });
  });
});

describe("decodeConfigEntry() refuses", () => {
  test.each<[unknown, string]>([
    [
      { Kind: "service-intentions", Name: "a", Sources: "web" },
      oneError("'Sources[0]' expected a map, got 'string'"),
    ],
    [
      { Kind: "service-intentions", Name: "a", Sources: ["web"] },
      oneError("'Sources[0]' expected a map, got 'string'"),
    ],
    [
      { Kind: "service-defaults", Name: "a", MeshGateway: 5 },
      oneError("'MeshGateway' expected a map, got 'float64'"),
    ],
    [
      { Kind: "service-defaults", Name: "a", MeshGateway: [{}, {}] },
      oneError("'MeshGateway' expected a map, got 'slice'"),
    ],
    [
      { Kind: "service-resolver", Name: "a", Subsets: true },
      oneError("'Subsets' expected a map, got 'bool'"),
    ],
    [
      { Kind: "service-resolver", Name: "a", Subsets: { v1: "x" } },
      oneError("'Subsets[v1]' expected a map, got 'string'"),
    ],
    [
      { Kind: "service-defaults", Name: "a", Colour: 1 },
      '1 error occurred:\n\t* invalid config key "Colour"\n\n',
    ],
    // There are none, the default one neither; what is inside is told first.
    [
      { Kind: "service-intentions", namespace: "", Bogus: 1, Sources: [{ Name: "a", Namespace: "default" }] },
      '3 errors occurred:\n\t* invalid config key "Sources[0].Namespace", namespaces are a consul enterprise feature\n\t* invalid config key "namespace", namespaces are a consul enterprise feature\n\t* invalid config key "Bogus"\n\n',
    ],
    ...["ingress-gateway", "terminating-gateway"].map((Kind): [object, string] => {
      const Services = [{ Name: "a", Namespace: "x" }];
      const [inside, body] =
        Kind === "ingress-gateway" ? ["Listeners[0].", { Listeners: [{ Services }] }] : ["", { Services }];
      return [
        { Kind, Name: "g", ...body },
        `1 error occurred:\n\t* invalid config key "${inside}Services[0].Namespace", namespaces are a consul enterprise feature\n\n`,
      ];
    }),
    [{ Name: "a" }, "Payload does not contain a kind/Kind key at the top level"],
    [{ Kind: "nope" }, "invalid config entry kind: nope"],
  ])("%j", (body, wanted) => {
    expect(decodeConfigEntry(body)).toMatchObject({ status: 500, text: wanted });
  });
});
