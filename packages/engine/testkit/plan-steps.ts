/**
 * A case of a rules file that plans and applies step after step. The files of
 * the first step are `1/main.tf`, `1/m/main.tf` …, and so on; each step also
 * has those files of the one before that it does not write anew. `2.do` says how the second is planned and
 * what happens before it, one word and its arguments a line (`WORDS`). Only of
 * the last step it is told what was planned and what came of it. `ask x` in it tells what the
 * console says of an expression, with the state as it is then. `tell x` has more told of the last step:
 * `steps` (what apply does, and what each waits for), `apply` (its events, object by object), `calls`
 * (what the cloud was asked for since the first step, and how it was configured), `commands` (what provisioners ran),
 * `checks` (what came of conditions in the end).
 * `query` lets lists be asked, and nothing be planned; `query objects` with the objects, whatever the lists say.
 * `exits N WORD` in it: commands with that word in them end so.
 */

import { formatInstance, parseInstance } from "@tutti/addresses";
import type { RuleCase } from "@tutti/config/testkit";
import { hasErrors, parseExpression } from "@tutti/hcl";
import { type InstanceObject, type State, StateFold } from "@tutti/state";
import { numberValue, stringValue, type Value } from "@tutti/values";
import { applyLines, stepLines } from "./described-apply.ts";
import { checkLine, describePlan, diagnosticLine, valueText } from "./described-plan.ts";
import { stateLines } from "./state-lines.ts";
import { EMPTY, type Files, type Provision, type Setting, World } from "./world.ts";

interface Step {
  readonly files: Files;
  readonly todo: readonly (readonly string[])[];
}

/** What is told of the last step of a case. */
export async function playSteps({ files }: Pick<RuleCase, "files">): Promise<readonly string[]> {
  const world = new World();
  let state = EMPTY;
  const lines: string[] = [];
  const steps = stepsOf(files);
  for (const [at, { files: own, todo }] of steps.entries()) {
    state = before(world, state, todo);
    const last = at === steps.length - 1;
    const tells = (what: string): boolean =>
      last && todo.some(([word, of]) => word === "tell" && of === what);
    const commands: string[] = [];
    try {
      const setting = { ...settingOf(todo), provision: provisionOf(todo, commands) };
      const planned = await world.plan(state, own, setting);
      if (last) lines.push(...describePlan(planned));
      if (tells("steps")) lines.push(...stepLines(planned.plan));
      if (!last && hasErrors(planned.diagnostics)) lines.push(...planned.diagnostics.map(diagnosticLine));
      if (planned.plan.errored || todo.some(([word]) => word === "plan-only")) continue;
      const applied = await world.apply(planned.plan, own, setting);
      state = applied.state;
      lines.push(...applied.diagnostics.map((found) => `step ${at + 1} ${diagnosticLine(found)}`));
      if (tells("apply")) lines.push(...applyLines(applied.events));
      if (tells("commands")) lines.push(...commands);
      if (tells("checks")) lines.push(...state.checkResults.map((check) => `then ${checkLine(check)}`));
      if (last) lines.push(...stateLines(state).map((line) => `then ${line}`));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("no plan: ")) throw error;
      lines.push(error.message.replaceAll("\n", " "));
    }
  }
  const last = steps.at(-1);
  if (last?.todo.some(([word, of]) => word === "tell" && of === "calls") === true) {
    const { calls, configured } = world.cloud;
    lines.push(
      ...calls.map((text) => `call ${text}`),
      ...configured.map((text) => `cloud configured ${text}`),
    );
  }
  if (last !== undefined) lines.push(...(await answers(world, state, last)));
  return lines;
}

/** What the console says of each expression that is asked for. */
async function answers(world: World, state: State, { files, todo }: Step): Promise<readonly string[]> {
  const asked = todo.flatMap(([word, ...rest]) => (word === "ask" ? [rest.join(" ")] : []));
  if (asked.length === 0) return [];
  const scope = await world.console(state, files, settingOf(todo));
  return [
    ...scope.diagnostics.map((found) => `console ${diagnosticLine(found)}`),
    ...asked.flatMap((text) => {
      const { value, diagnostics } = scope.evaluate(parseExpression(text, "<console>").expression);
      return [`${text} is ${valueText(value)}`, ...diagnostics.map((found) => `  ${diagnosticLine(found)}`)];
    }),
  ];
}

/** Notes what provisioners run. */
function provisionOf(todo: Step["todo"], commands: string[]): Provision {
  return (_journalled, { program, args, environment, directory }) => {
    const own = Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`);
    const place = directory === undefined ? [] : [`in ${directory}`];
    commands.push(["command", ...own, program, ...args, ...place].join(" "));
    const found = todo.find(([word, , part = ""]) => word === "exits" && args.join(" ").includes(part));
    return { exitCode: Number(found?.[1] ?? 0), output: "said\n" };
  };
}

function stepsOf(given: RuleCase["files"]): readonly Step[] {
  const steps: { files: Record<string, string>; todo: (readonly string[])[] }[] = [];
  for (const [path, text] of Object.entries(given)) {
    const at = Number(/^\d+/.exec(path)?.[0]) - 1;
    const step = steps[at] ?? { files: {}, todo: [] };
    steps[at] = step;
    if (path.endsWith(".do"))
      step.todo = text
        .trim()
        .split("\n")
        .map((line) => line.split(" "));
    else step.files[path.slice(path.indexOf("/") + 1)] = text;
  }
  let files: Readonly<Record<string, string>> = {};
  return steps.map((step) => {
    files = { ...files, ...step.files };
    return { ...step, files };
  });
}

function settingOf(todo: Step["todo"]): Setting {
  const given = (word: string): readonly string[] =>
    todo.flatMap(([first, ...rest]) => (first === word ? [rest.join(" ")] : []));
  const [mode] = given("mode");
  const variables: Record<string, Value> = {};
  for (const text of given("var")) {
    const [name = "", value = ""] = text.split("=");
    variables[name] = /^\d+$/.test(value) ? numberValue(Number(value)) : stringValue(value);
  }
  return {
    // The import command looks at all as it is stored.
    mode:
      [...given("import"), ...given("invoke"), ...given("query")].length > 0 || mode === "refresh-only"
        ? "refresh-only"
        : mode === "destroy"
          ? mode
          : "normal",
    targets: given("target"),
    excludes: given("exclude"),
    replace: given("replace"),
    invoke: given("invoke"),
    refresh: [...given("refresh"), ...given("import"), ...given("query")].length === 0,
    variables,
    ...(given("query").length === 0 ? {} : { query: { objects: given("query")[0] === "objects" } }),
    imports: given("import").map((text) => {
      const [address = "", id = ""] = text.split(" ");
      const parsed = parseInstance(address);
      if (!parsed.ok) throw new Error(`a case imports to ${address}, which is no address`);
      return { address: parsed.value, id };
    }),
  };
}

/** What happens behind the back of the plan. */
const WORDS: Readonly<Record<string, (world: World, state: State, args: readonly string[]) => State>> = {
  /** `make NAME SIZE`: somebody else makes a thing. */
  make({ cloud }, state, [name = "", size = ""]) {
    cloud.create({ name, size, operationId: "" });
    return state;
  },
  /** `gone NAME` */
  gone({ cloud }, state, [name]) {
    for (const [id, object] of cloud.objects) if (object.name === name) cloud.objects.delete(id);
    return state;
  },
  /** `size NAME SIZE`: it was changed outside; so with `name OLD NEW`. */
  size({ cloud }, state, [name, size = ""]) {
    for (const [id, object] of cloud.objects)
      if (object.name === name) cloud.objects.set(id, { ...object, size });
    return state;
  },
  name({ cloud }, state, [old, name = ""]) {
    for (const [id, object] of cloud.objects)
      if (object.name === old) cloud.objects.set(id, { ...object, name });
    return state;
  },
  /** `stuck NAME`: it cannot be destroyed, until `free NAME`. */
  stuck({ cloud }, state, [name = ""]) {
    cloud.stuck.add(name);
    return state;
  },
  free({ cloud }, state, [name = ""]) {
    cloud.stuck.delete(name);
    return state;
  },
  /** `breaks create NAME`: that fails from now on; so with read, update, import, and with configure and a region; `lies update NAME`; `mends`. */
  breaks({ cloud }, state, [what, ...name]) {
    cloud.broken.add(`${what} fails ${name.join(" ")}`);
    return state;
  },
  lies({ cloud }, state, [what, name]) {
    cloud.broken.add(`${what} lies ${name}`);
    return state;
  },
  mends({ cloud }, state) {
    cloud.broken.clear();
    return state;
  },
  taint: (_world, state, [address]) =>
    changeObject(state, address, (object) => ({ ...object, status: "tainted" })),
  /** `private ADDRESS TEXT`: what the provider had put aside. */
  private: (_world, state, [address, text = ""]) =>
    changeObject(state, address, (object) => ({ ...object, private: new TextEncoder().encode(text) })),
};

function before(world: World, state: State, todo: Step["todo"]): State {
  return todo.reduce((at, [word = "", ...args]) => WORDS[word]?.(world, at, args) ?? at, state);
}

function changeObject(
  state: State,
  text: string | undefined,
  change: (object: InstanceObject) => InstanceObject,
): State {
  const fold = new StateFold(state);
  for (const { address, provider, instances } of state.resources.values()) {
    for (const [key, { current }] of instances) {
      const own = { ...address, key };
      if (current === undefined || formatInstance(own) !== text) continue;
      const record = { kind: "object", operationId: undefined, address: own, provider } as const;
      fold.apply({ ...record, deposedKey: undefined, object: change(current) });
    }
  }
  return fold.state();
}
