import { expressionCases } from "../../testkit/expression-cases.ts";

const ELSEWHERE =
  "this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource";

expressionCases([
  ['file("hello.txt")', '"héllo\\n"'],
  ['file("./sub/../hello.txt")', '"héllo\\n"'],
  [
    'file("sub")',
    '! Invalid function argument: Invalid value for "path" parameter: failed to read file: read sub: is a directory.',
  ],
  [
    'file("no")',
    `! Invalid function argument: Invalid value for "path" parameter: no file exists at "no"; ${ELSEWHERE}.`,
  ],
  [
    "file(secret)",
    `! Invalid function argument: Invalid value for "path" parameter: no file exists at (sensitive value); ${ELSEWHERE}.`,
  ],
  ['filebase64("sub/a.txt")', '"YQ=="'],
  ['filemd5("sub/a.txt")', '"0cc175b9c0f1b6a831c399e269772661"'],
  [
    'filemd5("no")',
    '! Error in function call: Call to function "filemd5" failed: open no: no such file or directory.',
  ],
  ['fileexists("hello.txt")', "true"],
  ['fileexists("no")', "false"],
  [
    'fileexists("sub")',
    '! Error in function call: Call to function "fileexists" failed: "sub" is a directory, not a file.',
  ],
  [
    'fileexists("pipe")',
    '! Error in function call: Call to function "fileexists" failed: "pipe" is not a regular file.',
  ],
  ['fileset("sub", "{\\\\,x,a}.txt")', '["a.txt"]'],
  ['fileset(sensitive("sub"), "*.txt")', '["a.txt"] [sensitive]'],
  ['fileset("sub", sensitive("*.txt"))', '["a.txt"] [sensitive]'],
  ['fileset(".", "*.txt")', '["hello.txt"]'],
  ['fileset("sub", "**")', '["a.txt","b.md","deep/c.txt"]'],
  ['fileset("sub", "**/*.txt")', '["a.txt","deep/c.txt"]'],
  ['fileset("sub", "[a-b].{md,txt}")', '["a.txt","b.md"]'],
  ['fileset("sub", "[!a].*")', '["b.md"]'],
  [
    'fileset("sub", "{a")',
    '! Error in function call: Call to function "fileset" failed: failed to glob pattern "sub/{a": syntax error in pattern.',
  ],
  ['fileset("no", "*")', "[]"],
  ['abspath("x/../y")', '"/home/ada/config/y"'],
  ['basename("a/b/")', '"b"'],
  ['dirname("a//b")', '"a"'],
  ['dirname("/")', '"/"'],
  ['pathexpand("~/x")', '"/home/ada/x"'],
  [
    'pathexpand("~bob/x")',
    '! Error in function call: Call to function "pathexpand" failed: cannot expand user-specific home dir.',
  ],
]);
