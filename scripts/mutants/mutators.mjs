import { onlyThrowsABug } from "./documentation.mjs";

/**
 * The mutators: each looks at one node of the syntax tree (ESTree with types,
 * as oxc gives it) and says which small mistakes could stand in its place.
 *
 * A mutant that the type checker would refuse proves nothing about the tests,
 * so the list holds only changes that types let through: an object is not
 * emptied, `return` becomes `undefined` only where the function says that it
 * may, a string of a union is left alone.
 *
 * @typedef {{ type: string, start: number, end: number, [field: string]: any }} Node
 * @typedef {{ parent: Node | undefined, grandparent: Node | undefined, text: (node: Node) => string, returns: string | undefined }} Place
 * @typedef {{ node: Node, text?: string, remove?: true }} Change  `remove` takes a statement away
 * @typedef {{ name: string, changes: (node: Node, place: Place) => Change[] }} Mutator
 */

const FLIPPED = {
  "===": ["!=="],
  "!==": ["==="],
  "==": ["!="],
  "!=": ["=="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
};
const COUNTED = { "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&" };
const ASSIGNED = { "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "??=": "=" };
const SWAPPED_METHODS = {
  every: "some",
  some: "every",
  startsWith: "endsWith",
  endsWith: "startsWith",
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  indexOf: "lastIndexOf",
  lastIndexOf: "indexOf",
};
/** Methods whose answer has the type of what they are called on. */
const DROPPED_METHODS = new Set([
  "filter",
  "slice",
  "trim",
  "trimStart",
  "trimEnd",
  "toLowerCase",
  "toUpperCase",
  "sort",
  "toSorted",
  "reverse",
  "toReversed",
  "concat",
  "replace",
  "replaceAll",
  "padStart",
  "padEnd",
]);
const TEXT_METHODS = new Set(["startsWith", "endsWith", "includes", "split", "join", "indexOf", "padStart"]);
const PAIRS = [
  ["a", "b"],
  ["left", "right"],
  ["from", "to"],
  ["before", "after"],
  ["old", "new"],
  ["first", "second"],
  ["x", "y"],
  ["min", "max"],
  ["prior", "proposed"],
  ["start", "end"],
];

/** @type {Mutator[]} */
export const mutators = [
  {
    name: "comparison",
    changes: (node, { text }) =>
      node.type === "BinaryExpression"
        ? (FLIPPED[node.operator] ?? []).map((operator) => ({
            node,
            text: `${text(node.left)} ${operator} ${text(node.right)}`,
          }))
        : [],
  },
  {
    name: "arithmetic",
    changes: (node, { text }) => {
      if (node.type !== "BinaryExpression" || isText(node.left) || isText(node.right)) return [];
      const operator = node.operator === "+" ? plus(node) : COUNTED[node.operator];
      return operator === undefined
        ? []
        : [{ node, text: `${text(node.left)} ${operator} ${text(node.right)}` }];
    },
  },
  {
    name: "condition",
    changes: (node, { text }) =>
      (node.type === "IfStatement" ||
        node.type === "ConditionalExpression" ||
        node.type === "WhileStatement") &&
      !hasItsOwn(node.test) &&
      node.type !== "WhileStatement"
        ? [{ node: node.test, text: `!(${text(node.test)})` }]
        : [],
  },
  {
    name: "negation",
    changes: (node, { text }) =>
      node.type === "UnaryExpression" && (node.operator === "!" || node.operator === "-")
        ? [{ node, text: text(node.argument) }]
        : [],
  },
  {
    name: "logic",
    changes: (node, { text }) => {
      if (node.type !== "LogicalExpression") return [];
      if (node.operator === "??") return [{ node, text: text(node.right) }];
      const other = node.operator === "&&" ? "||" : "&&";
      return [
        { node, text: `(${text(node.left)}) ${other} (${text(node.right)})` },
        ...(isComparison(node.left) || isComparison(node.right) ? [{ node, text: text(node.left) }] : []),
      ];
    },
  },
  {
    name: "boolean",
    changes: (node, { parent, returns }) =>
      node.type === "Literal" && typeof node.value === "boolean" && !isOnlyAnswer(node, parent, returns)
        ? [{ node, text: String(!node.value) }]
        : [],
  },
  {
    name: "text",
    changes: (node, { parent }) =>
      (isMessage(node) && parent?.type !== "TaggedTemplateExpression") || isTextArgument(node, parent)
        ? [{ node, text: '""' }]
        : [],
  },
  {
    name: "array",
    changes: (node, { parent }) =>
      node.type === "ArrayExpression" &&
      node.elements.length > 0 &&
      parent?.type !== "ArrayExpression" &&
      parent?.type !== "TSAsExpression"
        ? [{ node, text: "[]" }]
        : [],
  },
  {
    name: "order",
    changes: (node, { text }) => {
      if (node.type === "CallExpression" && isPair(node.arguments)) {
        const [first, second] = node.arguments;
        return [{ node, text: `${text(node.callee)}(${text(second)}, ${text(first)})` }];
      }
      const parts =
        node.type === "ArrayExpression"
          ? node.elements
          : node.type === "ObjectExpression"
            ? node.properties
            : [];
      const spreads = parts.length === 2 && parts.every((part) => part?.type === "SpreadElement");
      const [open, close] = node.type === "ArrayExpression" ? "[]" : "{}";
      return spreads ? [{ node, text: `${open}${text(parts[1])}, ${text(parts[0])}${close}` }] : [];
    },
  },
  {
    name: "method",
    changes: (node, { text }) => {
      if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.computed)
        return [];
      const { object, property } = node.callee;
      const swapped = Object.hasOwn(SWAPPED_METHODS, property.name)
        ? SWAPPED_METHODS[property.name]
        : undefined;
      const args = node.arguments.map(text).join(", ");
      const dot = node.callee.optional ? "?." : ".";
      if (swapped !== undefined) return [{ node, text: `${text(object)}${dot}${swapped}(${args})` }];
      return DROPPED_METHODS.has(property.name) ? [{ node, text: text(object) }] : [];
    },
  },
  {
    name: "update",
    changes: (node, { text }) => {
      if (node.type === "UpdateExpression") {
        const operator = node.operator === "++" ? "--" : "++";
        const argument = text(node.argument);
        return [{ node, text: node.prefix ? operator + argument : argument + operator }];
      }
      if (node.type !== "AssignmentExpression" || isText(node.right)) return [];
      const operator = ASSIGNED[node.operator];
      return operator === undefined
        ? []
        : [{ node, text: `${text(node.left)} ${operator} ${text(node.right)}` }];
    },
  },
  {
    name: "answer",
    changes: (node, place) => {
      const answer =
        node.type === "ReturnStatement"
          ? node.argument
          : node.type === "ArrowFunctionExpression" && node.expression
            ? node.body
            : undefined;
      const returns = node.type === "ReturnStatement" ? place.returns : returnType(node, place.text);
      if (!answer || returns === undefined) return [];
      if (/\bundefined\b/.test(returns) && place.text(answer) !== "undefined" && !isComparison(answer))
        return [{ node: answer, text: "undefined" }];
      if (/^(Promise<)?boolean>?$/.test(returns) && !hasItsOwn(answer))
        return [{ node: answer, text: `!(${place.text(answer)})` }];
      return [];
    },
  },
  {
    name: "statement",
    changes: (node, { parent, grandparent }) => {
      if (isWholeBranch(node, parent, grandparent)) return []; // as a branch it is taken away already
      if (node.type === "ContinueStatement") return [{ node, remove: true }];
      if (node.type === "BreakStatement" && parent?.type !== "SwitchCase") return [{ node, remove: true }];
      if (node.type !== "ExpressionStatement" || node.directive) return [];
      const inner = node.expression.type === "AwaitExpression" ? node.expression.argument : node.expression;
      return inner.type === "CallExpression" && inner.callee.type !== "Super" ? [{ node, remove: true }] : [];
    },
  },
  {
    name: "branch",
    changes: (node) => {
      if (node.type !== "IfStatement") return [];
      const branches = [node.consequent];
      if (node.alternate && node.alternate.type !== "IfStatement") branches.push(node.alternate);
      return branches
        .filter((branch) => !onlyThrowsABug(branch))
        .map((branch) => ({ node: branch, remove: true }));
    },
  },
];

/** `return true;` where the function's type, `Outcome<true>`, knows no `false`. */
function isOnlyAnswer(node, parent, returns) {
  const other = String(!node.value);
  return (
    parent?.type === "ReturnStatement" &&
    new RegExp(`\\b${node.value}\\b`).test(returns ?? "") &&
    !new RegExp(`\\b(boolean|${other})\\b`).test(returns ?? "")
  );
}

/** The type that a function says it returns, as text. */
export function returnType(node, text) {
  return node.returnType ? text(node.returnType).replace(/^:\s*/, "") : undefined;
}

function isWholeBranch(node, parent, grandparent) {
  const block = parent?.type === "BlockStatement" && parent.body.length === 1;
  const [inner, choice] = block ? [parent, grandparent] : [node, parent];
  return choice?.type === "IfStatement" && (choice.consequent === inner || choice.alternate === inner);
}

/** What gets mutants of its own needs none as a condition. */
function hasItsOwn(node) {
  const inner = node.type === "ParenthesizedExpression" ? node.expression : node;
  return (
    isComparison(inner) ||
    inner.type === "LogicalExpression" ||
    inner.type === "Literal" ||
    (inner.type === "UnaryExpression" && inner.operator === "!") ||
    (inner.type === "CallExpression" && Object.hasOwn(SWAPPED_METHODS, inner.callee.property?.name ?? ""))
  );
}

function isComparison(node) {
  return node.type === "BinaryExpression" && Object.hasOwn(FLIPPED, node.operator);
}

function isText(node) {
  return (
    node.type === "TemplateLiteral" ||
    (node.type === "Literal" && typeof node.value === "string") ||
    (node.type === "BinaryExpression" && (isText(node.left) || isText(node.right)))
  );
}

/** `+` counts only where a number or a length stands beside it; else it may join texts. */
function plus(node) {
  const counts = (side) =>
    (side.type === "Literal" && (typeof side.value === "number" || typeof side.value === "bigint")) ||
    (side.type === "MemberExpression" && /^(length|size|index|start|end)$/.test(side.property.name ?? ""));
  return counts(node.left) || counts(node.right) ? "-" : undefined;
}

/** A text for people: no union of literals has blanks. */
function isMessage(node) {
  if (node.type === "TemplateLiteral") return node.quasis.some((quasi) => quasi.value.raw !== "");
  return node.type === "Literal" && typeof node.value === "string" && /\S\s\S/.test(node.value);
}

function isTextArgument(node, parent) {
  return (
    node.type === "Literal" &&
    typeof node.value === "string" &&
    node.value !== "" &&
    parent?.type === "CallExpression" &&
    parent.callee.type === "MemberExpression" &&
    TEXT_METHODS.has(parent.callee.property.name)
  );
}

function isPair(args) {
  if (args.length !== 2 || args.some((arg) => arg.type !== "Identifier")) return false;
  const names = args.map((arg) => arg.name);
  return PAIRS.some(
    ([first, second]) =>
      (names[0] === first && names[1] === second) || (names[0] === second && names[1] === first),
  );
}
