/**
 * node scripts/terraform-answers.mjs FILE...: asks the `terraform` on the PATH
 * what each expression of a table comes to, and writes the answers into it.
 *
 *   == expression, over as many lines as it needs
 *   => type and value as JSON
 *   =! 1,5-8 Summary: detail
 *
 * A table named `json…` holds expressions of the JSON syntax, one named `file…`
 * whole files, of which only the mistakes are told.
 *
 * An expression without an answer is asked for, the others stay; `--again` asks
 * for all. `packages/functions/src/answers.test.ts` holds our own against it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const NATIVE = {
  ending: ".tf",
  /** Before the expression, on the line that it begins on. */
  before: "  value = ",
  linesBefore: 1,
  write: (name, expression) => `output "${name}" {\n  value = ${expression}\n}\n`,
};
const JSON_BEFORE = '{"output":{"o00000":{"value":';
const IN_JSON = {
  ending: ".tf.json",
  before: JSON_BEFORE,
  linesBefore: 0,
  write: (name, expression) => `${JSON_BEFORE.replace("o00000", name)}${expression}}}}\n`,
};
const WHOLE = { ending: ".tf", before: "", linesBefore: 0 };
/** What a file of no known arguments is told beside its syntax. */
const OF_NO_SYNTAX = /^Unsupported (argument|block type)$/;
const again = process.argv.includes("--again");

for (const path of process.argv.slice(2).filter((argument) => argument !== "--again")) {
  const cases = readCases(readFileSync(path, "utf8"));
  const open = cases.filter(({ answers }) => again || answers.length === 0);
  const expressions = open.map(({ expression }) => expression);
  const name = basename(path);
  const found = name.startsWith("file")
    ? expressions.map(askOfFile)
    : ask(expressions, name.startsWith("json") ? IN_JSON : NATIVE);
  for (const [at, one] of open.entries()) one.answers = found[at];
  writeFileSync(
    path,
    cases.map(({ expression, answers }) => `== ${expression}\n${answers.join("\n")}\n`).join(""),
  );
  console.log(`${path}: ${open.length} of ${cases.length} asked`);
}

function readCases(text) {
  const seen = new Set();
  return text
    .split(/^== /m)
    .slice(1)
    .flatMap((chunk) => {
      const lines = chunk.replace(/\n+$/, "").split("\n");
      const end = lines.findIndex((line) => /^=[>!] /.test(line));
      const expression = lines.slice(0, end < 0 ? lines.length : end).join("\n");
      if (seen.has(expression)) return [];
      seen.add(expression);
      return [{ expression, answers: end < 0 ? [] : lines.slice(end) }];
    });
}

function askOfFile(text) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-answers-"));
  try {
    writeFileSync(join(folder, "o.tf"), `${text}\n`);
    const { diagnostics } = JSON.parse(run(folder, ["validate", "-json"]));
    const mistakes = diagnostics.filter(
      ({ severity, summary }) => severity === "error" && !OF_NO_SYNTAX.test(summary),
    );
    return mistakes.length === 0 ? ["=> ok"] : mistakes.map((mistake) => mistakeText(mistake, WHOLE));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mistakeText({ summary, detail, range }, syntax) {
  return `=! ${rangeText(range, syntax)} ${summary}: ${plainDetail(detail)}`.trimEnd();
}

function ask(expressions, syntax) {
  const folder = mkdtempSync(join(tmpdir(), "tutti-answers-"));
  const answers = expressions.map(() => []);
  const nameOf = (at) => `o${String(at).padStart(5, "0")}`;
  const fileOf = (at) => join(folder, `${nameOf(at)}${syntax.ending}`);
  const left = new Set(expressions.keys());
  const take = (diagnostics) => {
    let some = false;
    for (const diagnostic of diagnostics) {
      const at = /^o(\d+)\.tf(\.json)?$/.exec(diagnostic.range?.filename ?? "")?.[1];
      if (diagnostic.severity !== "error" || at === undefined) continue;
      answers[Number(at)].push(mistakeText(diagnostic, syntax));
      if (left.delete(Number(at))) rmSync(fileOf(Number(at)));
      some = true;
    }
    return some;
  };
  try {
    for (const [at, expression] of expressions.entries())
      writeFileSync(fileOf(at), syntax.write(nameOf(at), expression));
    // What cannot be read hides what cannot be evaluated; each round takes away what was told of.
    while (take(JSON.parse(run(folder, ["validate", "-json"])).diagnostics));
    while (take(planDiagnostics(run(folder, ["plan", "-json", "-input=false"]))));
    run(folder, ["apply", "-auto-approve", "-input=false"]);
    const outputs = JSON.parse(keepNumbers(run(folder, ["output", "-json"])));
    for (const at of left) {
      const output = outputs[nameOf(at)];
      answers[at].push(
        output === undefined
          ? "=> null"
          : `=> ${JSON.stringify(output.type)} ${showNumbers(JSON.stringify(output.value))}`,
      );
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Numbers as they are written: they are longer than ours. */
function keepNumbers(text) {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"\\u0001${token}"`,
  );
}

function showNumbers(text) {
  return text.replace(/"\\u0001([^"]*)"/g, "$1");
}

/** One line, without what changes from run to run: the name of the file, and the stack of a panic. */
function plainDetail(detail) {
  return detail
    .replace(/\s+/g, " ")
    .replace(/o\d{5}\.tf(\.json)?/g, "o.tf")
    .replace(/ goroutine \d+ \[running\]:.*$/, ".");
}

function planDiagnostics(text) {
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { diagnostic } = JSON.parse(line);
    return diagnostic === undefined ? [] : [diagnostic];
  });
}

/** Lines and columns as if the expression stood alone. */
function rangeText(range, { before, linesBefore }) {
  if (range === undefined) return "-";
  const { start, end } = range;
  const place = ({ line, column }) => [
    line - linesBefore,
    line === 1 + linesBefore ? column - before.length : column,
  ];
  const [[startLine, startColumn], [endLine, endColumn]] = [place(start), place(end)];
  return startLine === endLine
    ? `${startLine},${startColumn}-${endColumn}`
    : `${startLine},${startColumn}-${endLine},${endColumn}`;
}

function run(cwd, args) {
  const { stdout, error } = spawnSync("terraform", args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, TF_CLI_CONFIG_FILE: "/dev/null" },
  });
  if (error) throw error;
  return stdout;
}
