import { join } from "node:path";
import { testFuzzTarget } from "@tutti/simulation/testkit";
import { target as formatter } from "./formatter.ts";
import { target as jsonSyntax } from "./json-syntax.ts";
import { target as lexer } from "./lexer.ts";
import { target as parser } from "./parser.ts";
import { target as templates } from "./templates.ts";

const ROOM = join(import.meta.dirname, "../..");
for (const target of [lexer, parser, jsonSyntax, formatter, templates]) testFuzzTarget(ROOM, target);
