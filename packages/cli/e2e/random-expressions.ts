/**
 * Random expressions of known, unknown and secret values: operators, templates,
 * `for`, splats, conditions and calls of the functions that always answer the
 * same; most of the right types, some of any. No division by what may be zero,
 * and nothing that ends in a panic there.
 */

import fc from "fast-check";

/** What the expressions refer to. */
export const LOCALS = `resource "terraform_data" "u" { input = "x" }
locals {
  n    = 5
  s    = "str"
  b    = true
  nul  = null
  lst  = ["x", "y", "z"]
  lnum = [3, 1, 2]
  tup  = [1, "two", true, null]
  mp   = { a = "1", b = "2" }
  obj  = { name = "n", list = [1, 2], nested = { k = "v" } }
  st   = toset(["p", "q", "p"])
  lobj = [{ id = "i1", v = 1 }, { id = "i2", v = 2 }, { id = "i1", v = 3 }]
  ml   = { x = ["1", "2"], y = [] }
  tl   = tolist(["c", "a", "b"])
  tm   = tomap({ z = 1, y = 2 })
}
`;

/** What each function is called with: number, text, bool, list, map, set; `*` for anything, `+` for more of the last. */
const CALLS: Readonly<Record<string, string>> = {
  ...{ abs: "n", ceil: "n", floor: "n", max: "n+", min: "n+", parseint: "sn", signum: "n" },
  ...{ chomp: "s", endswith: "ss", format: "s*+", formatlist: "sl+", join: "sl", lower: "s", regex: "ss" },
  ...{ regexall: "ss", replace: "sss", split: "ss", startswith: "ss", strcontains: "ss", strrev: "s" },
  ...{
    substr: "snn",
    title: "s",
    trim: "ss",
    trimprefix: "ss",
    trimsuffix: "ss",
    trimspace: "s",
    upper: "s",
  },
  ...{ alltrue: "l", anytrue: "l", chunklist: "ln", coalesce: "**+", coalescelist: "l+", compact: "l" },
  ...{ concat: "l+", contains: "l*", distinct: "l", element: "ln", flatten: "l", index: "l*", keys: "m" },
  ...{ length: "*", lookup: "ms*", matchkeys: "lll", merge: "m+", one: "l", range: "n+", reverse: "l" },
  ...{ setintersection: "t+", setproduct: "l+", setsubtract: "tt", setunion: "t+", slice: "lnn", sort: "l" },
  ...{ sum: "l", transpose: "m", values: "m", zipmap: "ll", base64decode: "s", base64encode: "s" },
  ...{ csvdecode: "s", jsondecode: "s", jsonencode: "*", urlencode: "s", yamldecode: "s", yamlencode: "*" },
  ...{ formatdate: "ss", timeadd: "ss", timecmp: "ss", md5: "s", sha1: "s", sha256: "s", uuidv5: "ss" },
  ...{ cidrhost: "sn", cidrnetmask: "s", cidrsubnet: "snn", can: "*", issensitive: "*", nonsensitive: "*" },
  ...{
    sensitive: "*",
    tobool: "*",
    tolist: "*",
    tomap: "*",
    tonumber: "*",
    toset: "*",
    tostring: "*",
    try: "**+",
  },
};

const TEXTS = [
  "",
  "a",
  "Hello World",
  "é",
  "a,b,c",
  "10",
  "true",
  "  pad ",
  "x\\ny",
  "2018-01-02T23:12:01Z",
  "1h",
];
const MORE_TEXTS = ['{\\"a\\":[1,null]}', "k: v", "10.0.0.0/8", "fe80::/16", "%d", "^a", "日本"];
const text = fc.constantFrom(
  ...[...TEXTS, ...MORE_TEXTS].map((one) => `"${one.replaceAll("%", "%%").replace("%%d", "%d")}"`),
);
const number = fc.constantFrom(
  "0",
  "1",
  "-1",
  "2.5",
  "1e3",
  "10",
  "0.1",
  "12345678901234567890",
  "1e-7",
  "255",
);
const unknown = fc.constantFrom("terraform_data.u.output", "terraform_data.u.id");
const secret = fc.constantFrom(
  'sensitive("sec")',
  "sensitive(7)",
  'sensitive(["s"])',
  "sensitive({ a = 1 })",
);
const numbers = fc.constantFrom("local.n", "local.obj.list[0]", "length(local.lst)");
const texts = fc.constantFrom("local.s", "local.mp.a", 'local.mp["b"]', "local.lst[1]", "local.obj.nested.k");
const lists = fc.constantFrom(
  "local.lst",
  "local.lnum",
  "local.tup",
  "[]",
  "local.tl",
  "local.lobj",
  "local.ml.x",
  "[1, 2]",
);
const splats = fc.constantFrom(
  "local.lobj[*].id",
  "local.lobj.*.v",
  "local.obj[*].name",
  "local.nul[*]",
  "local.lobj[*].none",
);
const maps = fc.constantFrom("local.mp", "{}", "local.tm", "{ a = 1 }", "local.ml", "local.obj");
const sets = fc.constantFrom("local.st", "toset([1, 2])", "toset([])");
const leaf = fc.oneof(
  numbers,
  texts,
  lists,
  maps,
  sets,
  number,
  text,
  unknown,
  secret,
  fc.constant("null"),
  fc.constant("local.nul"),
);

type Kinds = Readonly<Record<"any" | "n" | "s" | "b" | "l" | "m" | "t" | "call" | "part", string>>;

const { any } = fc.letrec<Kinds>((tie) => {
  const depth = { depthIdentifier: "expression", maxDepth: 4 } as const;
  const of = (kind: string): fc.Arbitrary<string> => tie(kind === "*" ? "any" : (kind as keyof Kinds));
  /** Mostly what is asked for, and now and then anything. */
  const mostly = (...own: fc.WeightedArbitrary<string>[]): fc.Arbitrary<string> =>
    fc.oneof(depth, ...own, { arbitrary: tie("any"), weight: 1 });
  const joined = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
      .map((all) => all.join(""));
  const choice = (kind: keyof Kinds): fc.Arbitrary<string> =>
    joined("(", tie("b"), " ? ", tie(kind), " : ", tie(kind), ")");
  const calls = Object.entries(CALLS).map(([name, given]) => {
    const kinds = [...given.replace("+", "")];
    const last = kinds.at(-1) ?? "*";
    const more = given.endsWith("+") ? fc.array(of(last), { maxLength: 2 }) : fc.constant([]);
    return fc
      .tuple(fc.tuple(...kinds.map(of)), more)
      .map(([first, rest]) => `${name}(${[...first, ...rest].join(", ")})`);
  });
  const weighted = (arbitrary: fc.Arbitrary<string>, weight: number) => ({ arbitrary, weight });
  return {
    any: fc.oneof(
      depth,
      leaf,
      tie("n"),
      tie("s"),
      tie("s"),
      tie("b"),
      tie("l"),
      tie("m"),
      tie("t"),
      tie("call"),
    ),
    n: mostly(
      weighted(fc.oneof(number, numbers), 4),
      weighted(joined("(", tie("n"), fc.constantFrom(" + ", " - ", " * "), tie("n"), ")"), 3),
      weighted(
        joined("(", tie("n"), fc.constantFrom(" / ", " % "), fc.constantFrom("2", "-3", "0.5"), ")"),
        1,
      ),
      weighted(choice("n"), 1),
      weighted(tie("call"), 1),
    ),
    s: mostly(
      weighted(fc.oneof(text, texts), 4),
      weighted(joined('"', tie("part"), tie("part"), '"'), 3),
      weighted(choice("s"), 1),
      weighted(tie("call"), 2),
    ),
    part: fc.oneof(
      depth,
      fc.constantFrom("a", " x ", "\\n", "é", "$$", "%%"),
      joined("${", tie("any"), "}"),
      joined("%{ if ", tie("b"), " }y%{ else }${", texts, "}%{ endif }"),
      joined("%{ for v in ", tie("l"), " }${v},%{ endfor }"),
    ),
    b: mostly(
      weighted(fc.constantFrom("true", "false", "local.b"), 4),
      weighted(joined("(", tie("any"), fc.constantFrom(" == ", " != "), tie("any"), ")"), 2),
      weighted(joined("(", tie("n"), fc.constantFrom(" < ", " >= "), tie("n"), ")"), 1),
      weighted(joined("(", tie("b"), fc.constantFrom(" && ", " || "), tie("b"), ")"), 1),
      weighted(joined("!", tie("b")), 1),
    ),
    l: mostly(
      weighted(fc.oneof(lists, splats), 4),
      weighted(
        fc.array(tie("any"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
        2,
      ),
      weighted(
        joined("[for v in ", tie("l"), " : ", fc.oneof(fc.constant("v"), tie("any")), " if ", tie("b"), "]"),
        2,
      ),
      weighted(choice("l"), 1),
      weighted(tie("call"), 1),
    ),
    m: mostly(
      weighted(maps, 4),
      weighted(joined("{ a = ", tie("any"), ", (local.s) = ", tie("any"), ', "d e" : ', tie("any"), " }"), 2),
      weighted(
        joined(
          "{ for k, v in ",
          fc.oneof(tie("m"), tie("l")),
          ' : "${k}" => ',
          fc.oneof(fc.constant("v"), tie("any")),
          " }",
        ),
        2,
      ),
      weighted(choice("m"), 1),
      weighted(tie("call"), 1),
    ),
    t: mostly(weighted(sets, 3), weighted(joined("toset(", tie("l"), ")"), 2)),
    call: fc.oneof(...calls),
  };
});

/** An expression on one line. */
export const expression = any;
