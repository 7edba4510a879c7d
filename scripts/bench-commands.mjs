// What commands cost that read or write something large: a saved plan, a state, ten thousand files.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pairs, renamed, renamedOften, unformatted } from "./bench-configs.mjs";
import { measure } from "./bench-measure.mjs";

const OBJECTS = 100_000;
const FILES = 10_000;
const MOVES = 4_000;
const MOVES_IN_A_CHAIN = 1_000;
const ONE = "terraform_data.a[7]";
const OTHER = "terraform_data.other";
/** Nothing depends on it. */
const ONE_OF_B = "terraform_data.b[7]";

/**
 * Rows of `[what, cost by program]`. `programs` are `{ name, path }`, each in
 * folders of its own from `folderWith(name, text)`; who is `slow` gets nothing
 * that takes it hours.
 */
export async function measureShow({ programs, folderWith, options }) {
  return eachRow(programs, async ({ name, path, slow }) => {
    if (slow) return {};
    const folder = await folderWith(`show-${name}`, pairs(OBJECTS / 2, "count"));
    const run = runIn(path, folder, options);
    await run("plan", "-out=plan");
    const plan = await run("show", "-json", "plan");
    await run("apply", "plan");
    return {
      [`\`show -json\` of a plan of ${OBJECTS}`]: plan,
      [`\`show -json\` of a state of ${OBJECTS}`]: await run("show", "-json"),
    };
  });
}

export async function measureState({ programs, folderWith, options }) {
  return eachRow(programs, async ({ name, path, slow }) => {
    if (slow) return {};
    const folder = await folderWith(`state-${name}`, pairs(OBJECTS / 2, "count"));
    const run = runIn(path, folder, options);
    await run("apply", "-auto-approve");
    return {
      "`state list`": await run("state", "list"),
      "`state show` of one": await run("state", "show", ONE),
      "`state mv` of one on which half depend": await run("state", "mv", ONE, OTHER),
      "`state rm` of one": await run("state", "rm", OTHER),
      "`state mv` of one on which nothing depends": await run("state", "mv", ONE_OF_B, OTHER),
    };
  });
}

export async function measureFmt({ programs, folderWith, options }) {
  return eachRow(programs, async ({ name, path }) => {
    const folder = await folderWith(`fmt-${name}`, "");
    await mkdir(join(folder, "many"));
    for (let i = 0; i < FILES; i += 1) await writeFile(join(folder, "many", `f${i}.tf`), unformatted(i));
    const run = runIn(path, folder, options);
    return {
      [`\`fmt\` writing ${FILES} files`]: await run("fmt", "many"),
      [`\`fmt -check\` of ${FILES} files`]: await run("fmt", "-check", "many"),
    };
  });
}

export async function measureMoved({ programs, folderWith, options }) {
  return eachRow(programs, async ({ name, path, slow }) => {
    const planned = async (kind, before, after) => {
      const folder = await folderWith(`${kind}-${name}`, before);
      const run = runIn(path, folder, options);
      await run("apply", "-auto-approve");
      await writeFile(join(folder, "main.tf"), after);
      return run("plan");
    };
    const often = await planned("often", renamedOften(0), renamedOften(MOVES_IN_A_CHAIN));
    const chained = { [`plan of a chain of ${MOVES_IN_A_CHAIN} moves`]: often };
    if (slow) return chained;
    return {
      [`plan of ${MOVES} \`moved\``]: await planned("moved", renamed(MOVES, false), renamed(MOVES, true)),
      "the same without them": await planned("unmoved", renamed(MOVES, false), renamed(MOVES, false)),
      ...chained,
    };
  });
}

function runIn(path, folder, options) {
  return (...words) => measure([path, ...words], { ...options, folder, memory: true });
}

/** What each program's costs are, by row. */
async function eachRow(programs, costsOf) {
  const rows = new Map();
  for (const program of programs)
    for (const [what, cost] of Object.entries(await costsOf(program)))
      rows.set(what, { ...rows.get(what), [program.name]: cost });
  return [...rows];
}
