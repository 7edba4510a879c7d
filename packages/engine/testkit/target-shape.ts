/** Random small configurations, and what a target or an exclusion in them allows to be planned. */

import fc from "fast-check";

/** The resource type that blocks are made of, and the argument that refers to others. */
export interface Kind {
  readonly type: string;
  readonly argument: string;
}

const CLOUD: Kind = { type: "cloud_thing", argument: "name" };

/** A small configuration: `refs[i]` are earlier blocks that the i-th refers to; some have two instances. */
export const shape = fc.integer({ min: 2, max: 6 }).chain((size) =>
  fc.record({
    refs: fc.tuple(
      ...Array.from({ length: size }, (_, i) =>
        fc.subarray([...Array(i).keys()], { maxLength: Math.min(2, i) }),
      ),
    ),
    repeated: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
    inModule: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
    target: fc.nat({ max: size - 1 }),
    keyed: fc.boolean(),
    exclude: fc.boolean(),
  }),
);

export interface Shape {
  readonly refs: readonly (readonly number[])[];
  readonly repeated: readonly boolean[];
  readonly inModule: readonly boolean[];
  readonly target: number;
  readonly keyed: boolean;
  readonly exclude: boolean;
}

/** Blocks in the module refer to others in it; outside of it to others outside, and to the module's outputs. */
function sees({ inModule }: Shape, from: number, to: number): boolean {
  return inModule[from] !== true || inModule[to] === true;
}

export function filesOf(given: Shape, kind: Kind = CLOUD): Readonly<Record<string, string>> {
  const texts = { root: "", module: "" };
  for (const [i, refs] of given.refs.entries()) {
    const values = refs
      .filter((to) => sees(given, i, to))
      .map((to) => {
        const across = given.inModule[to] === true && given.inModule[i] !== true;
        const value = across ? `module.m["a"].o${to}` : `${kind.type}.r${to}`;
        return given.repeated[to] === true && !across ? `${value}[0].id` : across ? value : `${value}.id`;
      });
    const own = `resource "${kind.type}" "r${i}" {\n  ${given.repeated[i] === true ? "count = 2\n  " : ""}${kind.argument} = join("-", ["r${i}", ${values.join(", ")}])\n}\n`;
    if (given.inModule[i] === true) {
      const id = given.repeated[i] === true ? `${kind.type}.r${i}[0].id` : `${kind.type}.r${i}.id`;
      texts.module += `${own}output "o${i}" { value = ${id} }\n`;
    } else texts.root += own;
  }
  return {
    "main.tf": `${texts.root}module "m" {\n  source = "./m"\n  for_each = toset(["a", "b"])\n}\n`,
    "m/main.tf": `${texts.module}locals { here = 1 }\n`,
  };
}

/** All addresses of one block. */
function instancesOf(
  { inModule, repeated }: Shape,
  block: number,
  { type }: Kind = CLOUD,
): readonly string[] {
  const bases = inModule[block] === true ? ['module.m["a"].', 'module.m["b"].'] : [""];
  const keys = repeated[block] === true ? ["[0]", "[1]"] : [""];
  return bases.flatMap((base) => keys.map((key) => `${base}${type}.r${block}${key}`));
}

function closure(given: Shape, start: number): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (at: number): void => {
    for (const [i, refs] of given.refs.entries()) {
      const [from, to] = given.exclude ? [i, at] : [at, i];
      const linked = given.exclude ? refs.includes(at) : (given.refs[at] ?? []).includes(i);
      const next = given.exclude ? from : to;
      if (!linked || found.has(next) || !sees(given, from, given.exclude ? at : i)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(start);
  return found;
}

/** What may be planned, by the rule alone. */
export function allowed(given: Shape, named: string): readonly string[] {
  const around = closure(given, given.target);
  const blocks = [...given.refs.keys()];
  const instances = (block: number): readonly string[] => instancesOf(given, block);
  if (given.exclude)
    return blocks
      .filter((block) => !around.has(block))
      .flatMap(instances)
      .filter((address) => !covered(named, address) && !covered(named, address.replace(/\["[ab]"\]/, "")));
  return [
    ...blocks.filter((block) => around.has(block)).flatMap(instances),
    ...instances(given.target).filter((address) => covered(named, address)),
  ];
}

function covered(named: string, address: string): boolean {
  return address === named || address.startsWith(`${named}[`);
}

/** The address that is given: one instance, or the block with all of its instances. */
export function namedIn(given: Shape, kind: Kind = CLOUD): string {
  if (given.keyed) return instancesOf(given, given.target, kind)[0] ?? "";
  const module = given.inModule[given.target] === true ? "module.m." : "";
  return `${module}${kind.type}.r${given.target}`;
}
