/**
 * Evaluates Terraform's recorded expressions in this process and prints how
 * many come out the same: by value, and to the letter.
 *
 *     npx tsx packages/functions/conformance/run-expr.ts DIR [FILTER] [--exact]
 *
 * DIR is the corpus (with `expr/`); FILTER narrows to expressions or files
 * that contain it; `--exact` lists those too that fail only by their text.
 * References are resolved by hand here, so their errors are not Terraform's:
 * the CLI's own run judges those.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EvalContext, evaluate, hasErrors, parseConfig, parseExpression, scopeOf } from "@tutti/hcl";
import { createRealRuntime } from "@tutti/runtime";
import {
  applyDefaults,
  callFunc,
  convert,
  type Defaults,
  type Func,
  FuncError,
  listType,
  mapType,
  mapValue,
  NUMBER,
  numberValue,
  objectType,
  objectValue,
  STRING,
  setType,
  stringValue,
  type Type,
  tupleType,
  typeConsoleText,
  Value,
} from "@tutti/values";
import {
  type FunctionTable,
  loadAllFunctions,
  loadTerraformProviderFunctions,
  runtimeScope,
  TYPE_MARK,
} from "../src/index.ts";

interface Case {
  readonly expr: string;
  readonly type: string | null;
  readonly json: string | null;
  readonly error: string | null;
}

const [root = "", ...rest] = process.argv.slice(2);
const exactToo = rest.includes("--exact");
const filter = rest.find((word) => word !== "--exact") ?? "";
const folder = join(root, "expr");
process.chdir(join(folder, "context"));

const builtIn = (await loadAllFunctions()).table(
  runtimeScope(createRealRuntime(), { pure: false, console: true }),
);
const ofProvider = new Map<string, Func>(
  Array.from(
    await loadTerraformProviderFunctions(),
    ([name, func]) => [`provider::terraform::${name}`, func] as const,
  ),
);
const functions: FunctionTable = {
  get: (name) => builtIn.get(name) ?? ofProvider.get(name),
  keys: () => [...builtIn.keys(), ...ofProvider.keys()],
};
const context = contextOf(functions);

let total = 0;
let byValue = 0;
let exact = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const cases = JSON.parse(readFileSync(join(folder, name), "utf8")) as readonly Case[];
  let [fileTotal, fileLoose, fileExact] = [0, 0, 0];
  for (const wanted of cases) {
    if (!name.includes(filter) && !wanted.expr.includes(filter)) continue;
    fileTotal += 1;
    const got = run(wanted.expr);
    const loose = isLoose(wanted, got);
    const same = loose && got.error === wanted.error && got.json === wanted.json;
    fileLoose += Number(loose);
    fileExact += Number(same);
    if (!loose || (exactToo && !same)) {
      console.log(`${loose ? "text" : "FAIL"} ${name}: ${wanted.expr}`);
      console.log(`  want ${JSON.stringify([wanted.type, wanted.json, wanted.error])}`);
      console.log(`  got  ${JSON.stringify([got.type, got.json, got.error])}`);
    }
  }
  total += fileTotal;
  byValue += fileLoose;
  exact += fileExact;
  if (fileTotal > 0)
    console.log(`${name}: by value ${fileLoose}/${fileTotal}, exact ${fileExact}/${fileTotal}`);
}
console.log(`expr exact: ${exact}/${total}`);
console.log(`expr by value: ${byValue}/${total}`);

function isLoose(wanted: Case, got: Case): boolean {
  if (wanted.error !== null) return got.error !== null;
  return got.error === null && got.type === wanted.type && got.json === wanted.json;
}

function run(expr: string): Case {
  const multiline = expr.includes("\n");
  const parsed = multiline
    ? parseConfig(`x = ${expr}\n`, "expr_case.tf")
    : parseExpression(expr, "<console-input>");
  const expression = "body" in parsed ? parsed.body.attributes.get("x")?.expression : parsed.expression;
  const failed = { expr, type: null, json: null };
  if (hasErrors(parsed.diagnostics) || expression === undefined)
    return { ...failed, error: errorText(parsed.diagnostics) };
  const { value, diagnostics } = evaluate(expression, context);
  if (hasErrors(diagnostics)) return { ...failed, error: errorText(diagnostics) };
  if (value.hasMark(TYPE_MARK)) return { expr, type: "type", json: null, error: null };
  return { expr, type: typeConsoleText(value.type), json: jsonOf(value), error: null };
}

function errorText(diagnostics: ReturnType<typeof evaluate>["diagnostics"]): string {
  const [first] = diagnostics.filter(({ severity }) => severity === "error");
  return `${first?.summary}: ${first?.detail}`.replaceAll("Tutti", "Terraform").replace(/\s+/g, " ").trim();
}

function jsonOf(value: Value): string | null {
  const encode = functions.get("jsonencode");
  if (encode === undefined) throw new Error("no jsonencode");
  const text = callFunc(encode, [value]);
  if (text instanceof FuncError) return null;
  if (text.hasMark("sensitive")) return "(sensitive value)";
  return text.isKnown ? text.asString : null;
}

function contextOf(table: FunctionTable): EvalContext {
  const value = (text: string, names: Readonly<Record<string, Value>> = {}): Value =>
    evaluate(parseExpression(text, "context").expression, { variables: scopeOf(names), functions: table })
      .value;
  const typed = (text: string, type: Type): Value => {
    const result = convert(value(text), type);
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  const person = objectType({ name: STRING, age: NUMBER, tags: mapType(STRING), nick: STRING }, [
    "age",
    "tags",
    "nick",
  ]);
  const personDefaults: Defaults = {
    type: person,
    values: new Map([
      ["age", numberValue(18)],
      ["tags", mapValue(STRING, [])],
    ]),
    children: new Map(),
  };
  const people = value(
    '[{ name = "Ada" }, { name = "Bo", age = 41, tags = { team = "x" } }, { name = "Cy", age = null, nick = "c", extra = true }]',
  );
  const peopleType = listType(person);
  const withDefaults = applyDefaults(people, {
    type: peopleType,
    values: new Map(),
    children: new Map([["", personDefaults]]),
  });
  const converted = convert(withDefaults, peopleType);
  const variables = objectValue({
    name: stringValue("Grüße"),
    secret: stringValue("hunter2").withMarks(["sensitive"]),
    people: converted.ok ? converted.value : Value.unknown(peopleType),
    anything: value('{ a = 1, b = ["x", true] }'),
    nothing: value("null"),
    nums: typed('["3", 1, 2, 1]', setType(NUMBER)),
    pair: typed('[7, "8"]', tupleType([STRING, NUMBER])),
  });
  const locals = value(
    '{ greeting = "Hello, ${var.name}!", fruits = ["apple", "banana", "cherry"], servers = { web = { port = 80, hosts = ["w1", "w2"] }, db  = { port = 5432, hosts = ["d1"] } }, empty_list = [], empty_map = {}, tmpl = "Dear $${who}, you owe $${amount}." }',
    { var: variables },
  );
  const path = objectValue({
    module: stringValue("."),
    root: stringValue("."),
    cwd: stringValue(process.cwd()),
  });
  return {
    variables: scopeOf({
      var: variables,
      local: locals,
      path,
      terraform: objectValue({ workspace: stringValue("default") }),
    }),
    functions: table,
  };
}
