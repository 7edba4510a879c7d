/** The mutants of one file, in the order of its text: their index is their name. */
import { parseSync } from "vite";
import { isDocumentation, isDocumentingFile } from "./documentation.mjs";
import { mutators, returnType } from "./mutators.mjs";

/** A line (or the one above it) that says this is left alone; the reason is for the reader. */
const LEFT_ALONE = /\/\/ no mutant: \S/;
const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const LOOPS = new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
]);
/** Types have no effect; what they wrap has. */
const SEEN_THROUGH = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSInstantiationExpression",
  "TSParameterProperty",
]);

/**
 * @typedef {{ index: number, mutator: string, line: number, start: number, end: number, before: string,
 *   after: string, remove: boolean }} Mutant
 * @typedef {{ mutants: Mutant[], loops: { start: number, end: number, block: boolean }[] }} Found
 * @returns {Found}
 */
export function mutantsOf(file, source) {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const text = (node) => source.slice(node.start, node.end);
  const lineOf = lineFinder(source);
  const lines = source.split("\n");
  const found = [];
  const loops = [];
  const isHelp = isDocumentingFile(file);

  /** `chain`: undefined, "whole" for all of `a?.b.c()`, "part" within: a part in brackets would cut the chain. `words`: documentation. */
  const visit = (node, { parent, grandparent, returns, chain, words }) => {
    if (node.type.startsWith("TS") && !SEEN_THROUGH.has(node.type)) return;
    if (node.type === "ImportDeclaration" || node.type === "ImportExpression") return;
    if (/^Export(All|Named)Declaration$/.test(node.type) && node.source) return;
    const place = { parent, grandparent, text, returns };
    for (const { name, changes } of mutators)
      for (const change of changes(node, place))
        if ((chain !== "part" || change.node !== node) && !(words && name === "text"))
          found.push({ mutator: name, ...change });
    if (LOOPS.has(node.type))
      loops.push({ start: node.body.start, end: node.body.end, block: node.body.type === "BlockStatement" });
    const within = FUNCTIONS.has(node.type) ? returnType(node, text) : returns;
    for (const [field, child] of children(node)) {
      if (isName(node, field)) continue;
      const goesOn = chain !== undefined && (field === "object" || field === "callee");
      visit(child, {
        parent: node,
        grandparent: parent,
        returns: within,
        chain: node.type === "ChainExpression" ? "whole" : goesOn ? "part" : undefined,
        words: (words && !FUNCTIONS.has(child.type)) || isDocumentation(child, node, parent),
      });
    }
  };
  visit(program, { words: isHelp });

  const mutants = found
    .filter(({ node, text: after }) => after !== text(node))
    .filter(({ node }) => {
      const line = lineOf(node.start);
      return !LEFT_ALONE.test(lines[line - 1] ?? "") && !LEFT_ALONE.test(lines[line - 2] ?? "");
    })
    .sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end)
    .map(({ mutator, node, text: after, remove }, index) => ({
      index,
      mutator,
      line: lineOf(node.start),
      start: node.start,
      end: node.end,
      before: text(node),
      after: after ?? "",
      remove: remove === true,
    }));
  return { mutants, loops };
}

function* children(node) {
  for (const field of Object.keys(node)) {
    const value = node[field];
    if (Array.isArray(value)) {
      for (const item of value) if (item && typeof item.type === "string") yield [field, item];
    } else if (value && typeof value === "object" && typeof value.type === "string") yield [field, value];
  }
}

/** A key that stands for itself is no expression. */
function isName(node, field) {
  return (field === "key" || field === "property") && !node.computed;
}

function lineFinder(source) {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
