import { describe, expect, test } from "vitest";
import { Query } from "../endpoint/query-string.ts";
import { Refusal } from "../state/refusal.ts";
import { namesOfQuery } from "./names.ts";

const names = (text: string, mayBeEmpty: boolean) => {
  const found = namesOfQuery(new Query(text).of("connect.intention-check"), mayBeEmpty);
  return found instanceof Refusal ? found.text : `${found.source}>${found.destination}`;
};
const missing = (parameter: string) => `required query parameter '${parameter}' not set`;

describe("the ends that a URL names", () => {
  test.each<[string, string, string]>([
    ["source=a&destination=b", "a>b", "a>b"],
    ["destination=b&source=a", "a>b", "a>b"],
    ["destination=b", missing("source"), missing("source")],
    ["source=a", missing("destination"), missing("destination")],
    ["source=&destination=b", missing("source"), ">b"],
    ["source&destination=", missing("source"), ">"],
    // Which of two is meant nobody can know, and one of them may be allowed what the other is not.
    ["source=a&source=b&destination=c", missing("source"), missing("source")],
    ["source=a&source=a&destination=c", missing("source"), missing("source")],
    ["source=a&destination=b&destination=", missing("destination"), missing("destination")],
  ])("%s: %s, and where they may be empty %s", (text, wanted, whereEmpty) => {
    expect([names(text, false), names(text, true)]).toEqual([wanted, whereEmpty]);
  });
});
