import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scopeOf } from "@tutti/hcl";
import { describe, expect, test } from "vitest";
import { ownAnswers, readAnswers, syntaxOf } from "../testkit/answers.ts";
import { stillScope } from "../testkit/still-scope.ts";
import { loadAllFunctions } from "./load.ts";

/** What Terraform 1.11 came to; `node scripts/terraform-answers.mjs FILE` asks it for what is new. */
const FOLDER = join(import.meta.dirname, "../testdata/answers");
const context = { variables: scopeOf({}), functions: (await loadAllFunctions()).table(stillScope()) };

describe.each(readdirSync(FOLDER))("%s", (file) => {
  test.each(readAnswers(readFileSync(join(FOLDER, file), "utf8")))(
    "$expression",
    ({ expression, answers }) => {
      expect(ownAnswers(expression, syntaxOf(file), context)).toEqual(answers);
    },
  );
});
