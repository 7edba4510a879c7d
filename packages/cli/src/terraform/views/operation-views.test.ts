import type { EngineEvent } from "@tutti/engine";
import { declareErrors } from "@tutti/errors";
import { errorDiagnostic, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { createSimulation } from "@tutti/simulation";
import { emptyState } from "@tutti/state";
import { describe, expect, test } from "vitest";
import type { CommandContext, Product } from "../../command/command.ts";
import { createErrorOutput } from "../../command/error-output.ts";
import type { OperationView } from "./operation-view.ts";
import { createOperationReport, createOperationView } from "./operation-views.ts";

const told = declareErrors({ "a-warning": "a warning", w: "w", fails: "{} fails" });

const address = { module: [], mode: "managed", type: "terraform_data", name: "a", key: undefined } as const;
const object = { address, deposedKey: undefined, action: "create", id: "the-id" } as const;

const EVENTS: readonly EngineEvent[] = [
  { kind: "planning", objects: 3 },
  { kind: "refresh-start", address, deposedKey: undefined, id: "the-id" },
  { kind: "refresh-complete", address, id: "the-id" },
  { kind: "read-start", address, id: undefined, elapsedMs: 0 },
  { kind: "read-complete", address, id: "the-id", elapsedMs: 5 },
  ...(["create", "update", "delete", "read"] as const).flatMap((action): readonly EngineEvent[] => [
    { ...object, kind: "apply-start", action },
    { ...object, kind: "apply-progress", action, elapsedMs: 70_000 },
    { ...object, kind: "apply-complete", action, elapsedMs: 3_700_000 },
    { ...object, kind: "apply-errored", action, elapsedMs: 1 },
  ]),
  { kind: "apply-step", address, text: "pulling" },
  { kind: "provision-start", address, provisioner: "local-exec" },
  { kind: "provision-output", address, provisioner: "local-exec", line: "said" },
  { kind: "provision-complete", address, provisioner: "local-exec" },
  { kind: "provision-errored", address, provisioner: "local-exec" },
  { kind: "import-start", address, id: "the-id" },
  { kind: "import-complete", address, id: "the-id" },
  { kind: "apply-import-start", address, id: "the-id" },
  { kind: "apply-import-complete", address, id: "the-id" },
  { kind: "stopping" },
];

interface Shown {
  readonly view: OperationView;
  text(): string;
}

function create(json: boolean, product: Product): Shown {
  let text = "";
  const output = {
    isTerminal: false,
    width: 78,
    height: 24,
    write: (data: string | Uint8Array) => {
      text += String(data);
    },
  };
  const context: CommandContext = {
    args: [],
    plain: false,
    runtime: createSimulation(1).host("10.0.0.1"),
    stdin: { isTerminal: false, readAll: async () => new Uint8Array(), readLine: async () => undefined },
    stdout: output,
    stderr: createErrorOutput(output),
    product,
  };
  const report = createOperationReport(context, { json });
  return { view: createOperationView(context, report, { json }), text: () => text };
}

describe.each([
  ["in words", false],
  ["as messages", true],
] as const)("the view %s", (_, json) => {
  const check = (text: string): void => {
    if (json) for (const line of text.split("\n").filter((one) => one !== "")) JSON.parse(line);
    expect(text === "" || text.endsWith("\n")).toBe(true);
    expect(text).not.toContain(PRODUCT);
  };

  test.each(EVENTS.map((event, at) => [`${at} ${event.kind}`, event] as const))("%s", (_name, event) => {
    for (const phase of ["plan", "apply"] as const) {
      const { view, text } = create(json, "tutti");
      view.event(event, phase);
      check(text());
    }
  });

  test("diagnostics give the status, and speak under our name", () => {
    for (const [product, title] of [
      ["terraform", "Terraform"],
      ["tutti", "Tutti"],
    ] as const) {
      const { view, text } = create(json, product);
      expect(view.diagnostics([])).toBe(0);
      expect(view.diagnostics([warningDiagnostic(told("a-warning"), `${PRODUCT} warns.`)])).toBe(0);
      expect(
        view.diagnostics([warningDiagnostic(told("w"), ""), errorDiagnostic(told("fails", PRODUCT), "why")]),
      ).toBe(1);
      expect(text()).toContain(`${title} warns.`);
      expect(text()).toContain(`${title} fails`);
      check(text());
    }
  });

  test("the end of an apply is told with its counts", () => {
    const counts = { added: 1, changed: 2, destroyed: 3, imported: 4 };
    const applied = create(json, "terraform");
    applied.view.applied(counts, "apply");
    expect(applied.text()).toMatch(/4 imported, 1 added, 2 changed, 3 destroyed/);
    const destroyed = create(json, "terraform");
    destroyed.view.applied(counts, "destroy");
    expect(destroyed.text()).toMatch(/Destroy complete! Resources: 3 destroyed/);
    for (const shown of [applied, destroyed]) check(shown.text());
  });

  test("everything else writes whole lines", () => {
    const { view, text } = create(json, "terraform");
    view.start();
    view.nextStep(undefined);
    view.nextStep("p");
    view.statePath("x.tfstate");
    view.outputs(emptyState("lineage"));
    check(text());
  });
});

test("what a provisioner says is told behind the name of its provisioner", () => {
  const { view, text } = create(true, "terraform");
  view.event({ kind: "provision-output", address, provisioner: "local-exec", line: "said" }, "apply");
  expect(text()).toMatch(/"@message":"[^"]*: \(local-exec\): said"/);
});

test.each([
  { json: false, line: "terraform_data.a (deposed object 0000abcd): Refreshing state... [id=old]" },
  { json: true, line: "terraform_data.a: Refreshing state... [id=old]" },
])("what is refreshed of a deposed object (as messages: $json)", ({ json, line }) => {
  const { view, text } = create(json, "terraform");
  view.event({ kind: "refresh-start", address, deposedKey: "0000abcd", id: "old" }, "plan");
  expect(json ? JSON.parse(text())["@message"] : text().trim()).toBe(line);
});

const DO = { open: "Opening", renew: "Renewing", close: "Closing" } as const;
const DONE = { open: "Opening", renew: "Renewal", close: "Closing" } as const;

test.each(["open", "renew", "close"] as const)("what becomes of an ephemeral object: %s", (action) => {
  const events: readonly EngineEvent[] = [
    { kind: "ephemeral-start", address, action },
    { kind: "ephemeral-complete", address, action, elapsedMs: 2_000 },
    { kind: "ephemeral-errored", address, action, elapsedMs: 2_000 },
    { kind: "ephemeral-deferred", address },
  ];
  const words = create(false, "terraform");
  const messages = create(true, "terraform");
  for (const event of events) {
    words.view.event(event, "plan");
    messages.view.event(event, "plan");
  }
  const said = [`terraform_data.a: ${DO[action]}...`, `terraform_data.a: ${DONE[action]} complete after 2s`];
  expect(words.text().trim().split("\n")).toEqual([
    ...said,
    "terraform_data.a: Configuration unknown, deferring...",
  ]);
  const told = messages
    .text()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told.map((one) => [one["@message"], one.type, one.hook.action, one.hook.elapsed_seconds])).toEqual([
    [said[0], "ephemeral_op_start", action, undefined],
    [said[1], "ephemeral_op_complete", action, 2],
    [`terraform_data.a: ${DONE[action]} errored after 2s`, "ephemeral_op_errored", action, 2],
  ]);
});

test.each<[EngineEvent, string, string]>([
  [
    { kind: "read-start", address, id: undefined, elapsedMs: 0 },
    "terraform_data.a: Reading...",
    "terraform_data.a: Refreshing...",
  ],
  [
    { kind: "read-complete", address, id: "i", elapsedMs: 5 },
    "terraform_data.a: Read complete after 0s [id=i]",
    "terraform_data.a: Refresh complete after 0s [id=i]",
  ],
])("reading has other words in messages, as in Terraform: %j", (event, line, message) => {
  const people = create(false, "terraform");
  people.view.event(event, "apply");
  expect(people.text().trim()).toBe(line);
  const messages = create(true, "terraform");
  messages.view.event(event, "apply");
  expect(JSON.parse(messages.text())["@message"]).toBe(message);
});

test("no outputs are a message too, and nothing for people", () => {
  const messages = create(true, "terraform");
  messages.view.outputs(emptyState("lineage"));
  expect(JSON.parse(messages.text())).toMatchObject({
    "@message": "Outputs: 0",
    outputs: {},
    type: "outputs",
  });
  const people = create(false, "terraform");
  people.view.outputs(emptyState("lineage"));
  expect(people.text()).toBe("");
});
