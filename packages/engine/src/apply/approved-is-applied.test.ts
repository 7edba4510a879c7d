/** What was known while planning is not evaluated again: a function that counts its calls stands in the place. */

import { type Func, STRING, stringValue, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { EMPTY, messages, World } from "../../testkit/world.ts";

/** `probe()` is "planned" while planning; while applying it counts, and is something else. */
function probes() {
  let calls = 0;
  const probe = (answer: () => Value): Func => ({
    description: "",
    params: [],
    returnType: () => STRING,
    call: answer,
    notNull: true,
  });
  return {
    functions: new Map([["probe", probe(() => stringValue("planned"))]]),
    applyFunctions: new Map([
      [
        "probe",
        probe(() => {
          calls += 1;
          return stringValue("applied");
        }),
      ],
    ]),
    calls: () => calls,
  };
}

const UNKNOWN_FIRST = 'locals { one = 1 }\nresource "cloud_thing" "first" { name = "first" }\n';

/** Where the probe stands, and how often apply may ask it. */
const PLACES: readonly (readonly [place: string, asked: number, config: string])[] = [
  ["a resource's body", 0, 'resource "cloud_thing" "a" { name = probe() }'],
  [
    "a body that is not known",
    1,
    'resource "cloud_thing" "a" { name = "${cloud_thing.first.id}-${probe()}" }',
  ],
  ["a local value", 0, 'locals { l = probe() }\nresource "cloud_thing" "a" { name = local.l }'],
  [
    "a known local value in an unknown body",
    0,
    'locals { l = probe() }\nresource "cloud_thing" "a" { name = "${cloud_thing.first.id}-${local.l}" }',
  ],
  ["an output", 0, 'output "o" { value = probe() }'],
  ["an output that is not known", 1, 'output "o" { value = "${cloud_thing.first.id}-${probe()}" }'],
  [
    "count",
    0,
    'resource "cloud_thing" "a" {\n count = probe() == "planned" ? 2 : 1\n name = "a${count.index}"\n}',
  ],
  [
    "for_each",
    0,
    'resource "cloud_thing" "a" {\n for_each = { k = probe() }\n name = "${cloud_thing.first.id}-${each.value}"\n}',
  ],
  [
    "for_each with a value that is not known",
    1,
    'resource "cloud_thing" "a" {\n for_each = { k = cloud_thing.first.id, p = probe() }\n name = "${each.value}"\n}',
  ],
  ["a provider's configuration", 0, 'provider "cloud" { region = probe() }'],
  ["a provider's secret", 1, 'provider "cloud" { token = mark(probe()) }'],
  [
    "a precondition",
    0,
    'resource "cloud_thing" "a" {\n name = "a"\n lifecycle {\n precondition {\n condition = local.one == 1 && probe() == "planned"\n error_message = "It is not so."\n }\n }\n}',
  ],
  [
    "the other condition beside one that is not known",
    0,
    `resource "cloud_thing" "a" {
      name = "a"
      lifecycle {
        precondition {
          condition = local.one == 1 && probe() == "planned"
          error_message = "It is not so."
        }
        precondition {
          condition = cloud_thing.first.id != ""
          error_message = "It is not so."
        }
      }
    }`,
  ],
  [
    "an output's precondition",
    0,
    'output "o" {\n value = 1\n precondition {\n condition = local.one == 1 && probe() == "planned"\n error_message = "It is not so."\n }\n}',
  ],
  [
    "a variable's validation",
    0,
    'variable "v" {\n default = 1\n validation {\n condition = local.one == 1 && probe() == "planned" && var.v == 1\n error_message = "It is not so."\n }\n}\noutput "o" { value = var.v }',
  ],
  [
    "a check",
    0,
    'check "c" {\n assert {\n condition = local.one == 1 && probe() == "planned"\n error_message = "It is not so."\n }\n}',
  ],
  [
    "a provisioner",
    0,
    'resource "cloud_thing" "a" {\n name = "a"\n provisioner "local-exec" { command = probe() }\n}',
  ],
  [
    "a provisioner that is not known",
    1,
    'resource "cloud_thing" "a" {\n name = "a"\n provisioner "local-exec" { command = "${self.id} ${probe()}" }\n}',
  ],
  [
    "a data source that waits for apply",
    0,
    'data "cloud_thing" "d" {\n name = probe() == "planned" ? "first" : "none"\n depends_on = [cloud_thing.first]\n}',
  ],
];

const MARK: Func = {
  description: "",
  params: [{ name: "value", type: STRING }],
  returnType: () => STRING,
  call: ([value]) => (value ?? UNKNOWN_DYNAMIC).withMarks(["sensitive"]),
  notNull: true,
};

describe("what was approved", () => {
  it.each(PLACES)("%s: apply asks %i times", async (_place, asked, config) => {
    const { functions, applyFunctions, calls } = probes();
    const setting = {
      functions: new Map([...functions, ["mark", MARK]]),
      applyFunctions: new Map([...applyFunctions, ["mark", MARK]]),
    };
    const ran = await new World().run(EMPTY, UNKNOWN_FIRST + config, setting);
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(calls()).toBe(asked);
  });

  it("gives modules' instances what they were planned with", async () => {
    const { functions, applyFunctions, calls } = probes();
    const files = {
      "main.tf": `${UNKNOWN_FIRST}module "m" {
        source   = "./m"
        for_each = { a = probe(), b = "b" }
        given    = each.value
        late     = cloud_thing.first.id
      }
      output "all" { value = { for k, m in module.m : k => m.out } }`,
      "m/main.tf": `variable "given" {}
      variable "late" {}
      locals { both = "\${probe()} \${var.given}" }
      resource "cloud_thing" "in" { name = "\${local.both} \${var.late}" }
      output "out" { value = cloud_thing.in.name }`,
    };
    const world = new World();
    const { diagnostics, state } = await world.run(EMPTY, files, { functions, applyFunctions });
    expect(messages(diagnostics)).toEqual([]);
    expect(calls()).toBe(0);
    expect(state.outputs.get("all")?.value.asEntries.get("a")?.asString).toBe("planned planned id-1");
    expect(state.outputs.get("all")?.value.asEntries.get("b")?.asString).toBe("planned b id-1");
  });

  it("keeps nothing ephemeral in the plan, and takes it again", async () => {
    const config =
      'variable "e" {\n type = string\n ephemeral = true\n}\nprovider "cloud" { token = var.e }\nlocals { l = "x-${var.e}" }\nresource "cloud_thing" "a" { name = "a" }';
    const world = new World();
    const { plan } = await world.plan(EMPTY, config, { variables: { e: stringValue("first-secret") } });
    expect(
      JSON.stringify([...plan.modules], (_, item) => (item instanceof Map ? [...item] : item)),
    ).not.toContain("secret");
    const ran = await world.apply(plan, config, { variables: { e: stringValue("second-secret") } });
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(world.cloud.configured).toEqual(["- first-secret", "- second-secret"]);
    const missing = await world.apply(plan, config);
    expect(messages(missing.diagnostics)[0]).toContain('ephemeral input variable "e"');
  });
});

const SETTLED: readonly (readonly [what: string, parts: readonly string[], config: string])[] = [
  [
    "all of it known",
    ["configure cloud", "start a", "end a"],
    'locals { l = 1 }\nvariable "v" { default = 1 }\nresource "cloud_thing" "a" { name = "a" }\noutput "o" { value = local.l + var.v }',
  ],
  [
    "an output of what is made",
    ["configure cloud", "start a", "end a", "value o"],
    'resource "cloud_thing" "a" { name = "a" }\noutput "o" { value = cloud_thing.a.id }',
  ],
];

describe("the graph of actions", () => {
  it.each(SETTLED)("has no step for what is known: %s", async (_what, parts, config) => {
    const { plan } = await new World().plan(EMPTY, config);
    const { nodes, actions } = plan.actions;
    const short = (name: string | undefined): string => (name ?? "").replace(/^.*[./]|"\]$/g, "");
    const found = actions.flatMap(({ work }) =>
      work.kind === "block" ? [`${work.part} ${short(nodes[work.node])}`] : [],
    );
    expect(found.sort()).toEqual([...parts].sort());
  });
});
