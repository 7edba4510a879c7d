import { PLAIN_LANGUAGE, WHOLE_LANGUAGE } from "@tutti/config";
import { expect, test } from "vitest";
import { languageOf } from "./features.ts";

test.each([
  ["terraform", PLAIN_LANGUAGE],
  ["tofu", { ...WHOLE_LANGUAGE, lists: false, rollouts: false, providerPackages: false }],
  ["tutti", { ...WHOLE_LANGUAGE, tofuFiles: false }],
  ["any-other-link", { ...WHOLE_LANGUAGE, tofuFiles: false }],
])("the language of %s", (calledAs, language) => {
  expect(languageOf({ calledAs })).toEqual(language);
});
