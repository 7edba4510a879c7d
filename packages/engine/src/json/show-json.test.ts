import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inTerraformFolder, type RuleCase, testGolden } from "@tutti/config/testkit";
import { createProviderFactory } from "@tutti/provider-terraform";
import { decodeImplied, type Json } from "@tutti/values";
import { describe } from "vitest";
import { comparableJson, layoutJson } from "../../testkit/comparable-json.ts";
import { configOf, EMPTY, type Setting, World } from "../../testkit/world.ts";
import { encodeLazyJson, type LazyJson } from "./lazy-json.ts";
import { planToJson } from "./plan-json.ts";
import { stateToJson } from "./state-json.ts";

/**
 * Small configurations; below each is what `terraform show -json` 1.11.4 says
 * of its plan, and of the state after it. Files under `earlier/` and
 * `before/` are applied first; `options.json` says how it is planned. `TUTTI_GOLDEN=terraform` asks
 * the `terraform` on the path anew; `TUTTI_GOLDEN=missing` only where nothing
 * is written yet.
 */
const FOLDER = join(import.meta.dirname, "../../testdata/show-json");
/** Steps that are applied first, in this order. */
const BEFORE = ["earlier/", "before/"];
const OPTIONS = "options.json";
/** What `data.terraform_remote_state` reads. */
const OTHER_STATE =
  '{"version":4,"serial":1,"lineage":"o","outputs":{"here":{"value":"there","type":"string"}},"resources":[]}';

/** What is compared in each file; the golden ones stay small enough to be read. */
const PARTS: Readonly<Record<string, (path: string) => boolean>> = {
  "changes.txt": (path) => path !== "plan.configuration" && path !== "plan.planned_values",
  "checks.txt": (path) => path.endsWith(".checks") || path === "plan.errored" || path === "plan.applyable",
  "configuration.txt": (path) => path === "plan.configuration",
  "providers.txt": (path) => path === "plan.configuration",
  "values.txt": (path) => path !== "plan.configuration" && path !== "plan.prior_state",
};

interface Options {
  readonly mode?: Setting["mode"];
  readonly replace?: readonly string[];
  readonly targets?: readonly string[];
  readonly variables?: Readonly<Record<string, Json>>;
}

describe.each(readdirSync(FOLDER))("%s", (file) => {
  testGolden(join(FOLDER, file), {
    ours: async (given) => layoutJson(partsOf(file, await ourDocuments(given))),
    theirs: async (given) => layoutJson(partsOf(file, await askTerraform(given))),
  });
});

function partsOf(file: string, documents: unknown): unknown {
  const parts = Object.entries(documents as Readonly<Record<string, object>>).map(([name, document]) => [
    name,
    Object.fromEntries(
      Object.entries(document).filter(([member]) => PARTS[file]?.(`${name}.${member}`) ?? true),
    ),
  ]);
  return Object.fromEntries(parts);
}

/** The files of each step, and how the last is planned. */
function stepsOf({ files }: RuleCase) {
  const options: Options = JSON.parse(files[OPTIONS] ?? "{}");
  const under = (folder: string) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => path.startsWith(folder))
        .map(([path, text]) => [path.slice(folder.length), text]),
    );
  const isNow = (path: string) => path !== OPTIONS && !BEFORE.some((folder) => path.startsWith(folder));
  return {
    options,
    before: BEFORE.map(under).filter((step) => Object.keys(step).length > 0),
    now: Object.fromEntries(Object.entries(files).filter(([path]) => isNow(path))),
  };
}

async function ourDocuments(given: RuleCase): Promise<unknown> {
  const { before, now, options } = stepsOf(given);
  const world = new World(createProviderFactory);
  await world.write("other.tfstate", OTHER_STATE);
  const provision: Setting["provision"] = (_fold, { args }) =>
    args.some((word) => word.includes("exit 1")) ? 1 : 0;
  const variables = Object.fromEntries(
    Object.entries(options.variables ?? {}).map(([name, value]) => [name, decodeImplied(value)]),
  );
  const { mode, replace, targets } = options;
  const setting = {
    provision,
    variables,
    ...(mode && { mode }),
    ...(replace && { replace }),
    ...(targets && { targets }),
  };
  let first = EMPTY;
  for (const step of before) first = (await world.run(first, step, { provision })).state;
  const { plan } = await world.plan(first, now, setting);
  const json = planToJson(plan, await configOf(now), "1.11.4");
  const { state } = plan.errored ? { state: plan.priorState } : await world.apply(plan, now, setting);
  const after = stateToJson(state, plan.schemas, { productVersion: "1.11.4", checks: true });
  const textOf = (lazy: LazyJson): string => [...encodeLazyJson(lazy)].join("");
  return comparableJson(`{"plan":${textOf(json)},"state":${textOf(after)}}`);
}

function askTerraform(given: RuleCase): Promise<unknown> {
  const { before, now, options } = stepsOf(given);
  return inTerraformFolder(({ write, remove, run }) => {
    const terraform = (...words: readonly string[]): string => {
      const { out, err, status } = run([...words, "-no-color"]);
      if (status === 1 && words[0] !== "apply" && words[0] !== "plan") throw new Error(out + err);
      if (words[0] === "plan" && status === 1) console.log(`${given.name}: ${err}`);
      return out;
    };
    write({ "other.tfstate": OTHER_STATE });
    for (const step of before) {
      write(step);
      terraform("init");
      terraform("apply", "-auto-approve", "-input=false");
      remove(Object.keys(step));
    }
    write({ ...now, "given.auto.tfvars.json": JSON.stringify(options.variables ?? {}) });
    terraform("init");
    const flags = [
      ...(options.mode === "destroy"
        ? ["-destroy"]
        : options.mode === "refresh-only"
          ? ["-refresh-only"]
          : []),
      ...(options.replace ?? []).map((address) => `-replace=${address}`),
      ...(options.targets ?? []).map((address) => `-target=${address}`),
    ];
    terraform("plan", "-input=false", "-out=saved.plan", ...flags);
    const plan = terraform("show", "-json", "saved.plan");
    terraform("apply", "-input=false", "saved.plan");
    return comparableJson(`{"plan":${plan},"state":${terraform("show", "-json")}}`);
  });
}
