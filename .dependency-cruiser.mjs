import { floors, rooms } from "./scripts/rooms.mjs";

const path = (room) => `^packages/${room}/`;

/** A room may import rooms of lower layers only; within a layer nobody imports anybody. */
const layers = rooms.map(({ name, layer }) => ({
  name: `layer-of-${name.replace("/", "-")}`,
  comment: `${name} stands on layer ${layer}: it imports lower layers only`,
  severity: "error",
  from: { path: path(name) },
  to: {
    path: `^packages/(${rooms
      .filter((other) => other.name !== name && other.layer >= layer)
      .map((other) => other.name)
      .join("|")})/`,
  },
}));

/** A folder of a room with floors imports the floors below its own only. */
const floorRules = Object.entries(floors).flatMap(([room, names]) =>
  names.slice(0, -1).map((name, at) => ({
    name: `floor-${name}-of-${room.replace("/", "-")}`,
    comment: `${name} stands below ${names.slice(at + 1).join(", ")}, and imports none of them`,
    severity: "error",
    from: { path: `${path(room)}src/${name}/` },
    to: { path: `${path(room)}src/(${names.slice(at + 1).join("|")})/` },
  })),
);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "rooms-by-the-front-door",
      comment: "another room is imported through its index.ts",
      severity: "error",
      from: { path: "^packages/((?:providers/)?[^/]+)/" },
      to: {
        path: "^packages/(?:providers/)?[^/]+/",
        pathNot: ["^packages/$1/", "/src/index\\.ts$", "/testkit/index\\.ts$"],
      },
    },
    {
      name: "pure-rooms",
      comment: "a pure room decides and touches nothing: no node module",
      severity: "error",
      from: {
        path: `^packages/(${rooms
          .filter((room) => room.pure)
          .map((room) => room.name)
          .join("|")})/src/`,
        pathNot: "(\\.test\\.ts$|/conformance/|spec-suite)",
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "testkits-for-tests",
      comment: "what is shipped imports no test kit",
      severity: "error",
      from: { pathNot: "/(testkit|e2e)/" },
      to: { path: "/testkit/" },
    },
    ...layers,
    ...floorRules,
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules/(?!@tutti)" },
    exclude: { path: "(\\.test\\.ts$|/testdata/|/conformance/|/bench/)" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "default"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
