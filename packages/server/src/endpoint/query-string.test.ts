import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import { Query } from "./query-string.ts";

describe("Query", () => {
  test.each<[string, string, string]>([
    ["near=a", "near", "a"],
    ["near=a&near=b", "near", "a"],
    ["near", "near", ""],
    ["near=", "near", ""],
    ["near=x+y%20z", "near", "x y z"],
    ["near=a%3Db", "near", "a=b"],
    ["near=a=b", "near", "a=b"],
    ["%6eear=a", "near", "a"],
    ["other=a", "near", ""],
    ["near=%zz", "near", ""],
    ["&&near=a&", "near", "a"],
  ])("%s has %s=%j", (text, name, wanted) => {
    expect(new Query(text).of("health.service").text(name as "near")).toBe(wanted);
  });

  test.each([
    ["near=a", true, true],
    ["near=", true, false],
    ["near", true, false],
    ["nearer=a", false, false],
    ["", false, false],
  ])("%j: is near given, is it filled", (text, given, filled) => {
    const query = new Query(text).of("health.service");
    expect([query.given("near"), query.filled("near")]).toEqual([given, filled]);
  });

  test("keeps all values of what may stand several times, in their order", () => {
    expect(new Query("tag=b&x=1&tag=a&tag=b").of("health.service").texts("tag")).toEqual(["b", "a", "b"]);
  });

  test.each<[string, boolean | undefined | string]>([
    ["", undefined],
    ["passing", true],
    ["passing=", true],
    ["passing=1", true],
    ["passing=T", true],
    ["passing=TRUE", true],
    ["passing=true", true],
    ["passing=True", true],
    ["passing=0", false],
    ["passing=f", false],
    ["passing=FALSE", false],
    ["passing=tRUE", 'strconv.ParseBool: parsing "tRUE": invalid syntax'],
    ["passing=yes", 'strconv.ParseBool: parsing "yes": invalid syntax'],
  ])("%j as a flag is %s", (text, wanted) => {
    const found = new Query(text).of("health.service").boolean("passing", true);
    expect(found instanceof Refusal ? found.text : found).toBe(wanted);
  });

  test("a flag that is no word is refused where it stands for nothing alone", () => {
    const found = new Query("passing").of("health.service").boolean("passing");
    expect(found instanceof Refusal && found.status).toBe(400);
  });

  test.each<[string, bigint | undefined | string]>([
    ["", undefined],
    ["cas=0", 0n],
    ["cas=18446744073709551615", 18446744073709551615n],
    ["cas=18446744073709551616", 'strconv.ParseUint: parsing "18446744073709551616": value out of range'],
    ["cas=", 'strconv.ParseUint: parsing "": invalid syntax'],
    ["cas=-1", 'strconv.ParseUint: parsing "-1": invalid syntax'],
    ["cas=1.5", 'strconv.ParseUint: parsing "1.5": invalid syntax'],
  ])("%j as a number is %s", (text, wanted) => {
    const found = new Query(text).of("kv.write").uint("cas");
    expect(found instanceof Refusal ? found.text : found).toBe(wanted);
  });

  test.each<[string, string | undefined]>([
    ["", undefined],
    ["cas=1", undefined],
    ["cas=1&cas=2", undefined],
    ["cas=1&flags=2", undefined],
    ["release=b&cas=1", "cas=1&release=b"],
    ["release=b&acquire=a", "acquire=a&release=b"],
    ["release=b&z=1&acquire=x&a=2&acquire=a", "a=2&acquire=x&acquire=a&release=b&z=1"],
    ["acquire=a+b&release=%C3%A9!'()*~-_.", "acquire=a+b&release=%C3%A9%21%27%28%29%2A~-_."],
  ])("%j conflicts as %j", (text, wanted) => {
    expect(new Query(text).of("kv.write").conflict("cas", "acquire", "release")).toBe(wanted);
  });

  test("is understood by what the route knows, in the order of its declaration", () => {
    const parameters = { near: "text", tag: "texts", passing: "flag" } as const;
    const understood = (text: string): unknown => new Query(text).understood(parameters);
    expect(understood("passing=false&tag=a&tag=b&x=1&near=n&near=m")).toBe('[["n"],["a","b"],true]');
    expect(understood("")).toBe("[[],[],false]");
  });

  test("is understood anew by each route that it is asked for", () => {
    const query = new Query("near=n&passing");
    const near = { near: "text" } as const;
    expect([near, { passing: "flag" } as const, near].map((one) => query.understood(one))).toEqual([
      '[["n"]]',
      "[true]",
      '[["n"]]',
    ]);
  });
});
