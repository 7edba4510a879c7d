import { createMachine } from "@tutti/simulation";
import { encodeJson, numberValue, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const time = await plainProvider(createProviderFactory);
const { machine } = time;
const BASE = "2024-01-31T23:30:10+02:00";
const nowText = () => `${new Date(machine.host.clock.now()).toISOString().slice(0, 19)}Z`;

test("time_static is now, or what is given", async () => {
  const now = nowText();
  expect((await time.create("time_static", {})).value).toMatchObject({ id: now, rfc3339: now });
  const { value = {} } = await time.create("time_static", { rfc3339: BASE });
  expect(value).toEqual({
    id: BASE,
    rfc3339: BASE,
    year: 2024,
    month: 1,
    day: 31,
    hour: 23,
    minute: 30,
    second: 10,
    unix: Date.parse(BASE) / 1000,
    triggers: null,
  });
  expect((await time.read("time_static", value)).value).toEqual(value);
  expect((await time.plan("time_static", {}, value)).replace).toEqual([]);
  expect((await time.plan("time_static", { triggers: { a: "1" } }, value)).replace).toEqual(["triggers"]);
  expect((await time.plan("time_static", { rfc3339: "2024-01-01T00:00:00Z" }, value)).replace).toEqual([
    "rfc3339",
  ]);
  expect((await time.import("time_static", BASE)).value).toEqual({ ...value, triggers: {} });
});

/** As Go's `AddDate` and `Add`. */
const offsets: readonly [Record<string, number>, string][] = [
  [{ offset_days: 1 }, "2024-02-01T23:30:10+02:00"],
  [{ offset_days: -31 }, "2023-12-31T23:30:10+02:00"],
  [{ offset_months: 1 }, "2024-03-02T23:30:10+02:00"],
  [{ offset_years: 1, offset_months: 1 }, "2025-03-03T23:30:10+02:00"],
  [{ offset_hours: 1 }, "2024-02-01T00:30:10+02:00"],
  [{ offset_minutes: 30 }, "2024-02-01T00:00:10+02:00"],
  [{ offset_seconds: -11 }, "2024-01-31T23:29:59+02:00"],
];
test.each(offsets)("time_offset of %j", async (offset, rfc3339) => {
  const { value = {} } = await time.create("time_offset", { base_rfc3339: BASE, ...offset });
  const unix = Date.parse(rfc3339) / 1000;
  expect(value).toMatchObject({
    id: BASE,
    base_rfc3339: BASE,
    rfc3339,
    unix,
    year: Number(rfc3339.slice(0, 4)),
  });
  expect(await time.plan("time_offset", offset, value)).toEqual({ value, told: [], replace: [] });
});

test("time_offset moves in place", async () => {
  const { value = {} } = await time.create("time_offset", { base_rfc3339: BASE, offset_days: 1 });
  const config = { base_rfc3339: BASE, offset_days: 2 };
  const planned = await time.plan("time_offset", config, value);
  expect(planned).toMatchObject({ replace: [], value: { rfc3339: "2024-02-02T23:30:10+02:00", day: 2 } });
  expect((await time.update("time_offset", config, value)).value).toEqual(planned.value);
  const unknown = await time.plan("time_offset", { offset_days: "?" }, value);
  expect(unknown.value).toMatchObject({ rfc3339: "?", day: "?", base_rfc3339: BASE });
});

const rotations: readonly [Record<string, unknown>, string][] = [
  [{ rotation_days: 1 }, "2024-02-01T23:30:10+02:00"],
  [{ rotation_hours: 2 }, "2024-02-01T01:30:10+02:00"],
  [{ rotation_minutes: 90 }, "2024-02-01T01:00:10+02:00"],
  [{ rotation_months: 1 }, "2024-03-02T23:30:10+02:00"],
  [{ rotation_years: 4 }, "2028-01-31T23:30:10+02:00"],
  [{ rotation_rfc3339: "2030-01-01T00:00:00Z" }, "2030-01-01T00:00:00Z"],
  // Of several one counts.
  [{ rotation_days: 1, rotation_hours: 2, rotation_minutes: 3 }, "2024-01-31T23:33:10+02:00"],
  [{ rotation_months: 1, rotation_days: 3 }, "2024-03-02T23:30:10+02:00"],
  [{ rotation_months: 1, rotation_rfc3339: "2030-01-01T00:00:00Z" }, "2030-01-01T00:00:00Z"],
  [{ rotation_years: 1, rotation_rfc3339: "2030-01-01T00:00:00Z" }, "2025-01-31T23:30:10+02:00"],
];
test.each(rotations)("time_rotating by %j", async (rotation, rotated) => {
  const config = { rfc3339: BASE, ...rotation };
  const { value = {} } = await time.create("time_rotating", config as never);
  expect(value).toMatchObject({
    id: BASE,
    rfc3339: BASE,
    rotation_rfc3339: rotated,
    unix: Date.parse(rotated) / 1000,
  });
  expect(await time.plan("time_rotating", config as never, value)).toEqual({ value, told: [], replace: [] });
});

test("time_rotating is gone once its time has passed", async () => {
  const own = await plainProvider(createProviderFactory, createMachine());
  const { value = {} } = await own.create("time_rotating", { rotation_minutes: 1 });
  expect((await own.read("time_rotating", value)).value).toEqual(value);
  await own.machine.simulation.run(61_000);
  expect((await own.read("time_rotating", value)).value).toBeUndefined();
});

test("time_rotating takes another length in place", async () => {
  const { value = {} } = await time.create("time_rotating", { rfc3339: BASE, rotation_days: 1 });
  const planned = await time.plan("time_rotating", { rotation_days: 2 }, value);
  expect(planned).toMatchObject({ replace: [], value: { rotation_rfc3339: "2024-02-02T23:30:10+02:00" } });
  expect((await time.update("time_rotating", { rotation_days: 2 }, value)).value).toEqual(planned.value);
  expect((await time.plan("time_rotating", { rotation_days: "?" }, value)).value).toMatchObject({ day: "?" });
});

test("time_sleep waits at creation and at destruction", async () => {
  const before = machine.host.clock.now();
  const { value = {} } = await time.create("time_sleep", { create_duration: "1.5s", destroy_duration: "2m" });
  expect(machine.host.clock.now() - before).toBeGreaterThanOrEqual(1500);
  expect(machine.host.clock.now() - before).toBeLessThan(2000);
  expect(value["id"]).toBe(nowText());
  const other = await time.update("time_sleep", { create_duration: "9h" }, value);
  expect(other.value).toMatchObject({ id: value["id"], create_duration: "9h", destroy_duration: null });
  const middle = machine.host.clock.now();
  await time.destroy("time_sleep", value);
  expect(machine.host.clock.now() - middle).toBeGreaterThanOrEqual(120_000);
  expect((await time.plan("time_sleep", { triggers: {} }, value)).replace).toEqual(["triggers"]);
});

const sleepMistake = (name: string, text: string) =>
  `Invalid Attribute Value: Attribute ${name} must be a number immediately followed by ms (milliseconds), s (seconds), m (minutes), or h (hours). For example, "30s" for 30 seconds., got: ${text}`;
const mistakes: readonly [string, Record<string, unknown>, readonly string[]][] = [
  ["time_sleep", { create_duration: "30s" }, []],
  ["time_sleep", { destroy_duration: "?" }, []],
  ["time_sleep", { create_duration: "1h30m" }, [sleepMistake("create_duration", "1h30m")]],
  ["time_sleep", { destroy_duration: "-1s" }, [sleepMistake("destroy_duration", "-1s")]],
  [
    "time_sleep",
    {},
    ["destroy_duration,create_duration", "create_duration,destroy_duration"].map(
      (names) => `Invalid Attribute Combination: At least one attribute out of [${names}] must be specified`,
    ),
  ],
  ["time_offset", { offset_days: "?" }, []],
  [
    "time_offset",
    {},
    [
      "Missing Attribute Configuration: At least one of these attributes must be configured: [offset_years,offset_months,offset_days,offset_hours,offset_minutes,offset_seconds]",
    ],
  ],
  [
    "time_rotating",
    {},
    [
      "Missing Attribute Configuration: At least one of these attributes must be configured: [rotation_minutes,rotation_hours,rotation_days,rotation_months,rotation_years,rotation_rfc3339]",
    ],
  ],
  [
    "time_rotating",
    { rotation_days: 0 },
    ["Invalid Attribute Value: Attribute rotation_days value must be at least 1, got: 0"],
  ],
];
test.each(mistakes)("a mistake of %s %j", async (type, config, expected) => {
  expect(await time.validate(type, config as never)).toEqual(expected);
});

test.each([
  ["time_static", "rfc3339", {}],
  ["time_offset", "base_rfc3339", { offset_days: 1 }],
  ["time_rotating", "rfc3339", { rotation_days: 1 }],
  ["time_rotating", "rotation_rfc3339", {}],
] as const)("%s refuses a %s that is no timestamp", async (type, name, more) => {
  const [mistake] = await time.validate(type, { ...more, [name]: "2024-13-01T00:00:00Z" });
  expect(mistake).toMatch(/^Invalid RFC3339 String Value: .*2024-13-01T00:00:00Z/s);
});

const imports: readonly [string, string, Record<string, unknown>][] = [
  [
    "time_offset",
    `${BASE},1,,,,,`,
    { offset_years: 1, offset_days: null, rfc3339: "2025-01-31T23:30:10+02:00" },
  ],
  ["time_offset", `${BASE},,,,,,-5`, { offset_seconds: -5, rfc3339: "2024-01-31T23:30:05+02:00" }],
  ["time_rotating", `${BASE},,1,,,`, { rotation_months: 1, rotation_rfc3339: "2024-03-02T23:30:10+02:00" }],
  [
    "time_rotating",
    `${BASE},2030-01-01T00:00:00Z`,
    { rotation_rfc3339: "2030-01-01T00:00:00Z", rotation_days: null },
  ],
  ["time_sleep", "1s,", { create_duration: "1s", destroy_duration: null }],
  ["time_sleep", ",2s", { create_duration: null, destroy_duration: "2s" }],
];
test.each(imports)("%s is imported by %s", async (type, id, expected) => {
  expect((await time.import(type, id)).value).toMatchObject({ triggers: {}, ...expected });
});

test.each([
  ["time_static", "now", "Invalid RFC3339 String Value"],
  ["time_offset", `${BASE},1`, "Unexpected Format of ID"],
  ["time_offset", `${BASE},,,,,,`, "Unexpected Format of ID"],
  ["time_offset", `${BASE},1.5,,,,,`, "Unexpected Format of ID"],
  ["time_offset", ",1,,,,,", "Unexpected Format of ID"],
  ["time_rotating", BASE, "Unexpected Format of ID"],
  ["time_rotating", `${BASE},`, "Unexpected Format of ID"],
  ["time_sleep", "1s", "Unexpected Format of ID"],
  ["time_sleep", ",", "Unexpected Format of ID"],
  ["time_sleep", "1s,2s,3s", "Unexpected Format of ID"],
  ["time_sleep", "x,", "Invalid Attribute Value"],
] as const)("%s is not imported by %s", async (type, id, summary) => {
  expect((await time.import(type, id)).told[0]).toMatch(new RegExp(`^${summary}: `));
});

async function call(name: string, argument: string | number) {
  const func = (await time.provider.functions?.())?.get(name);
  const value = typeof argument === "string" ? stringValue(argument) : numberValue(argument);
  const result = func?.call([value], func.returnType([value]) as never);
  return result !== undefined && "message" in result
    ? result.message
    : JSON.parse(encodeJson(result as never));
}

test("duration_parse()", async () => {
  expect(await call("duration_parse", "1h1.5s")).toEqual({
    hours: 3601.5 / 3600,
    minutes: 3601.5 / 60,
    seconds: 3601.5,
    milliseconds: 3_601_500,
    microseconds: 3_601_500_000,
    nanoseconds: 3_601_500_000_000,
  });
  expect(await call("duration_parse", "-1ms")).toMatchObject({ milliseconds: -1, seconds: -0.001 });
  expect(await call("duration_parse", "1 h")).toBe(
    'Error parsing duration string: "1 h" is not a valid duration string',
  );
});

/** Days at the edges of years, with the week and the year that ISO 8601 gives them. */
const days: readonly [string, Record<string, unknown>][] = [
  [
    "2024-12-30T12:00:00Z",
    { iso_year: 2025, iso_week: 1, weekday: 1, weekday_name: "Monday", year_day: 365 },
  ],
  ["2021-01-03T12:00:00Z", { iso_year: 2020, iso_week: 53, weekday: 0, weekday_name: "Sunday", year_day: 3 }],
  ["2021-01-04T12:00:00Z", { iso_year: 2021, iso_week: 1, weekday: 1, month_name: "January" }],
  [
    "2024-02-29T23:59:59+05:30",
    { iso_year: 2024, iso_week: 9, year_day: 60, day: 29, hour: 23, unix: 1709231399 },
  ],
  [
    "2023-12-31T23:00:00-05:00",
    { year: 2023, iso_year: 2023, iso_week: 52, year_day: 365, month_name: "December" },
  ],
];
test.each(days)("rfc3339_parse(%j)", async (text, expected) => {
  expect(await call("rfc3339_parse", text)).toMatchObject(expected);
});

test("rfc3339_parse() of no timestamp", async () => {
  expect(await call("rfc3339_parse", "today")).toBe(
    'Error parsing RFC3339 timestamp: "today" is not a valid RFC3339 timestamp',
  );
});

test("unix_timestamp_parse()", async () => {
  expect(await call("unix_timestamp_parse", 1709231399)).toMatchObject({
    rfc3339: "2024-02-29T18:29:59Z",
    year_day: 60,
    weekday_name: "Thursday",
  });
  expect(await call("unix_timestamp_parse", -1)).toMatchObject({
    rfc3339: "1969-12-31T23:59:59Z",
    iso_week: 1,
    iso_year: 1970,
  });
  expect(await call("unix_timestamp_parse", 1.5)).toBe("a whole number of 64 bits is required");
});
