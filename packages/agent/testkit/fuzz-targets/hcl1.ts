import { attachComments, parseHcl1, plainOf, positionAt } from "@tutti/hcl1";
import { corpusOf, drawText, type FuzzTarget, type Grammar, hold } from "@tutti/simulation/testkit";

const HCL1_GRAMMAR: Grammar = {
  file: ["<item*><item*>", '{<json*>"z":1}'],
  item: [
    "\n",
    "<key> = <value>\n",
    "<key> {\n<item*>}\n",
    '<key> "<text>" { <key> = <value> }\n',
    "# c\n",
  ].concat(["/* é */\n", "<key> = <<E\n<text>\nE\n", "<key> = <<-E\n  <text>\n  E\n"]),
  key: ["a", "a-b.c", '"<text>"', "key"],
  value: [
    "1",
    "-1.5e3",
    "0x1f",
    "017",
    "true",
    '"<text>"',
    "[<element*>]",
    "{ <key> = <value> }",
    '"${a("}")}"',
  ],
  element: ["1, ", "<value>, ", "<value>,\n"],
  json: ['"a":<json-value>,', '"<text>" : <json-value> ,\n'],
  "json-value": ["1", "null", '"<text>"', "[<json-value>]", '{<json*>"b":true}'],
  text: ["a", "", "é", "\\n", "\\u00e9", "${x}", "\u{1f468}"],
};

/** Files of the agent, and of the commands: a document or one mistake with its place; what was read lies inside of the text. */
export const target: FuzzTarget = {
  name: "hcl1",
  corpus: corpusOf(".hcl", ["../shared/conformance", "../shared/field", "examples"]),
  words: [
    "{",
    "}",
    "[",
    "]",
    "=",
    '"',
    "${",
    "}",
    "<<E\n",
    "\nE\n",
    "#",
    "//",
    "/*",
    "*/",
    "0x",
    "1e",
    "\\",
    ",",
    "\0",
  ],
  cases: 3000,
  draw: (draw) => drawText(HCL1_GRAMMAR, "file", draw),
  play: (text) => {
    const parsed = parseHcl1(text);
    parseHcl1(text, "loose");
    if (parsed.ok) {
      attachComments(parsed.root, parsed.comments, parsed.text);
      plainOf(parsed.root, parsed.text);
      return;
    }
    const { message, start, end } = parsed.error;
    const last = positionAt(text, text.length);
    hold(message !== "" && !message.includes("undefined"), () => `says "${message}"`);
    hold(
      start.line >= 1 && start.line <= last.line && start.line <= end.line,
      () => `a mistake at line ${start.line}`,
    );
  },
};
