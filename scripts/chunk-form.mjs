/**
 * The form in which the chunks of the bundle are written: CommonJS, which Node
 * starts in 12 ms of CPU less than ES modules. esbuild puts two getters in
 * front of each export, one of which looks its name up anew each time: that is
 * a third of what a chunk costs when it is loaded, and a tax on each call from
 * one chunk to another. No chunk imports itself by a detour, so a plain object
 * of all exports, made at the end, does.
 */
import { transform } from "esbuild";

const GETTERS = /__export\(stdin_exports,\{([^{}]*)\}\);module\.exports=__toCommonJS\(stdin_exports\);/;
const GETTER = /^([\w$]+|"[^"]*"):\(\)=>([\w$.]+)$/;
const NAMES = /0&&\(module\.exports=\{[^{}]*\}\);\s*$/;
/** What is imported while the program runs is a chunk of ours, and not to be copied. */
const COPIES = /__toESM\(require\("(\.\/[^"]+)"\)\)/g;

/** A chunk that esbuild made as an ES module, as CommonJS in ASCII. */
export async function asCommonJs(text) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    supported: { "dynamic-import": false },
    logLevel: "warning",
  });
  return escaped(withPlainExports(code.replace(COPIES, 'require("$1")')));
}

function withPlainExports(code) {
  const getters = GETTERS.exec(code);
  if (getters === null) {
    if (code.includes("stdin_exports"))
      throw new Error(`exports of a form that is new: ${code.slice(0, 2_000)}`);
    return code;
  }
  const exports = getters[1].split(",").map((getter) => {
    const [, name, value] = GETTER.exec(getter) ?? [];
    if (name === undefined) throw new Error(`an export of a form that is new: ${getter}`);
    return mayChange(code, value) ? `get ${name}(){return ${value}}` : `${name}:${value}`;
  });
  const plain = code.replace(GETTERS, "").replace(NAMES, "");
  return `${plain}module.exports={${exports.join(",")}};\n`;
}

/** Assigned more often than where it is declared, or another of that name is: a copy could be the value of too early. */
function mayChange(code, name) {
  const assigned = new RegExp(
    `(?<![\\w$.])${name.replaceAll("$", "\\$")}(?:=(?![=>])|\\+\\+|--|[-+*/%&|^?]+=)`,
    "g",
  );
  return [...code.matchAll(assigned)].length > 1;
}

/** What is not ASCII makes the text of a whole pack twice as long in memory. esbuild leaves it in regular expressions only. */
function escaped(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As a function that load-chunk.cjs calls. */
export function wrapped(code) {
  return `(function(exports,require,module,__filename,__dirname){${code}\n})`;
}
