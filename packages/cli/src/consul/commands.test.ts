import { createAgentClient } from "@tutti/agent-api";
import { expect, test } from "vitest";
import { createAgentTerminal } from "../../testkit/agent-terminal.ts";
import { expectRows } from "../../testkit/rows.ts";

const MANAGEMENT = "11111111-2222-3333-4444-555555555555";
const ANONYMOUS = "00000000-0000-0000-0000-000000000002";
const ACL = `acl { enabled = true\n default_policy = "deny"\n tokens { master = "${MANAGEMENT}" } }`;

test("keys", async () => {
  const terminal = await createAgentTerminal({
    value: "from a file",
    "tree.json": '[{"key":"x/y","flags":7,"value":"aGk="}]',
  });
  await expectRows(terminal.consul, [
    ["kv put", 1, { err: "Error! Missing KEY argument\n" }],
    ["kv put /a 1", 1, { err: /must not begin with a '\/'/ }],
    ["kv put a b c", 1, { err: /Too many arguments/ }],
    ["kv put a 1", 0, { out: "Success! Data written to: a\n" }],
    ["kv put f @value", 0, { out: /Success/ }],
    ["kv put n @nope", 1, { err: "Error! Failed to read file: open nope: no such file or directory\n" }],
    ["kv put s -", 0, { out: /Success/ }, { stdin: "piped" }],
    ["kv put -base64 e aGk=", 0, { out: /Success/ }],
    ["kv put -cas -modify-index 1 a 2", 1, { err: /Did not write to a: CAS failed/ }],
    ["kv put -cas new 1", 0, { out: /Success/ }],
    [
      "kv put -fence 7@a a 2",
      1,
      { err: /409 \(nobody holds the lock "a" any more, which had the number 7: take it again/ },
    ],
    ["kv put -ttl 1h timed 1", 0, { out: /Success/ }],
    ["kv delete timed", 0, { out: /Success/ }],
    [
      "kv put -ttl 1x timed 1",
      1,
      { err: /^Error! Failed writing data: Unexpected response code: 400 \(.*"1x"/ },
    ],
    ["watch -type nodes -deltas", 1, { err: /^-deltas goes with -type key, keyprefix and service/ }],
    ["watch -type service -service x -tag y -deltas", 1, { err: /^-deltas goes with/ }],
    ["kv put -acquire a 1", 1, { err: /Missing -session/ }],
    ["kv put -flags 18446744073709551615 large 1", 0, { out: /Success/ }],
    ["kv get -detailed large", 0, { out: /^Flags {12}18446744073709551615$/m }],
    ["kv export large", 0, { out: /"flags": 18446744073709551615,/ }],
    ['kv import [{"key":"large","flags":9007199254740993,"value":""}]', 0, { out: "Imported: large\n" }],
    ["kv get -detailed large", 0, { out: /^Flags {12}9007199254740993$/m }],
    ["kv delete large", 0, { out: /Success/ }],
    ["kv put -flags 18446744073709551616 large 1", 1, { err: /^invalid value .*: value out of range\n/ }],
    ["kv put -cas -modify-index=-1 large 1", 1, { err: /^invalid value "-1" for flag -modify-index: parse/ }],
    ["kv put -flags 0x2a d/e 1", 0, { out: /Success/ }],
    ["kv get", 1, { err: "Error! Missing KEY argument\n" }],
    ["kv get a b", 1, { err: /Too many arguments/ }],
    ["kv get a", 0, { out: "1\n" }],
    ["kv get f", 0, { out: "from a file\n" }],
    ["kv get s", 0, { out: "piped\n" }],
    ["kv get e", 0, { out: "hi\n" }],
    ["kv get -base64 e", 0, { out: "aGk=\n" }],
    ["kv get nope", 1, { err: "Error! No key exists at: nope\n" }],
    [
      "kv get -detailed d/e",
      0,
      {
        out: /^CreateIndex {6}\d+\nFlags {12}42\nKey {14}d\/e\nLockIndex {8}0\nModifyIndex {6}\d+\nSession {10}-\nValue {12}1\n$/,
      },
    ],
    ["kv get -keys", 0, { out: "a\nd/\ne\nf\nnew\ns\n" }],
    ["kv get -keys -start d -end f", 0, { out: "d/\ne\n" }],
    ["kv get -keys -limit 2", 0, { out: "a\nd/\n", err: 'There are more keys: go on with -start="e"\n' }],
    ["kv get -keys -limit 2 -start e", 0, { out: "e\nf\n", err: /-start="new"/ }],
    ["kv get -keys -limit 2 -start new", 0, { out: "new\ns\n" }],
    ["kv get -keys -depth 0 d", 0, { out: "d/e\n" }],
    ["kv get -keys -depth 1 -end e", 0, { out: "a\nd/\n" }],
    ["kv get -recurse -depth 1 -end f", 0, { out: "a:1\ne:hi\n" }],
    ["kv get -recurse -depth 1 -separator x -end e", 0, { out: "a:1\nd/e:1\n" }],
    ["kv get -recurse -limit 1 d", 0, { out: "d/e:1\n" }],
    ["kv get -keys -limit 0", 1, { err: "Error! -limit must be at least 1\n" }],
    [
      "kv get -limit 1 a",
      1,
      { err: "Error! -start, -end, -limit and -depth choose among keys: add -keys or -recurse\n" },
    ],
    ["kv get -recurse nope", 0, {}],
    ["kv get -keys nope", 0, {}],
    ["kv export d", 0, { out: /"key": "d\/e",\n\t\t"flags": 42,\n\t\t"value": "MQ=="/ }],
    ["kv import @tree.json", 0, { out: "Imported: x/y\n" }],
    ["kv import {", 1, { err: /Cannot unmarshal data/ }],
    ["kv delete", 1, { err: /Missing KEY/ }],
    ["kv delete -cas a", 1, { err: /modify-index/ }],
    ["kv delete -cas -recurse a", 1, { err: /^Cannot delete a key that does not exist/ }],
    ["kv delete -cas -modify-index=1 -recurse a", 1, { err: /-cas and -recurse/ }],
    ["kv delete -cas -modify-index 1 a", 1, { err: /CAS failed/ }],
    ["kv delete -fence 7 a", 1, { err: /409 \(nobody holds the lock "a" any more, which had the number 7/ }],
    ["kv delete a", 0, { out: "Success! Deleted key: a\n" }],
    ["kv delete -recurse d", 0, { out: "Success! Deleted keys with prefix: d\n" }],
    ["kv delete -recurse -cas -modify-index 1 d", 1, { err: /Cannot specify both/ }],
    ["kv get -nonsense a", 1, { err: /^flag provided but not defined: -nonsense\nUsage: consul kv get/ }],
    [
      "kv get -ca-file x a",
      1,
      { err: /^Error connecting to Consul agent: Error loading CA File: open x: no/ },
    ],
    ["kv get -http-addr 127.0.0.1:1 a", 1, { err: /Start one \(consul agent -dev\)/ }],
    ["kv get -token-file nope a", 1, { err: /Error loading token file: open nope: no such file/ }],
    ["kv get -help", 0, { out: /^Usage: consul kv get \[options\]/ }],
    ["kv", 1, { err: /Subcommands/ }],
  ]);
  expect((await terminal.stop()).status).toBe(0);
});

test("services, catalog, maintenance and members", async () => {
  const terminal = await createAgentTerminal({
    "web.json": '{"service":{"name":"web","port":80,"tags":["a","b"]}}',
    "bad.json": "{",
  });
  await expectRows(terminal.consul, [
    ["services register", 1, { err: "Service registration requires at least one argument or flags.\n" }],
    ["services register web.json", 0, { out: "Registered service: web\n" }],
    [
      "services register bad.json",
      1,
      { err: "Error: failed to parse bad.json: unexpected end of JSON input\n" },
    ],
    [
      "services register nope.json",
      1,
      { err: "Error: config: Open failed on nope.json. open nope.json: no such file or directory\n" },
    ],
    [
      "services register -name db -port 1 web.json",
      1,
      { err: "Service registration requires arguments or -id, not both.\n" },
    ],
    [
      "services register -name db -port 5432 -tag x -meta k=v -tagged-address lan=10.0.0.9:1",
      0,
      { out: "Registered service: db\n" },
    ],
    [
      "services register -name db -meta broken",
      1,
      {
        err: /^invalid value "broken" for flag -meta: Missing "=" value in argument: broken\nUsage: consul services register \[options\] \[FILE\.\.\.\]\n/,
      },
    ],
    [
      "services register -name db -tagged-address broken",
      1,
      { err: /^invalid value "broken" for flag -tagged-address: Missing "=" value in argument: broken\n/ },
    ],
    [
      "services register -port 5",
      1,
      { err: "Service registration requires at least one argument or flags.\n" },
    ],
    ["catalog nodes -node-meta=a", 1, { err: /^invalid value "a" for flag -node-meta: Missing "=" value/ }],
    [
      "catalog services -node-meta=a",
      1,
      { err: /^invalid value "a" for flag -node-meta: Missing "=" value/ },
    ],
    ["catalog services", 0, { out: "consul\ndb\nweb\n" }],
    ["catalog services -tags", 0, { out: /web {4,}a,b\n/ }],
    ["catalog services -node here", 0, { out: /consul\ndb\nweb/ }],
    ["catalog services x", 1, { err: /Too many arguments/ }],
    ["catalog services -node-meta k=nope", 0, { err: /No services match the given query/ }],
    ["catalog nodes", 0, { out: /^Node {2}ID {8}Address {4}DC\nhere {2}\w{8} {2}127\.0\.0\.1 {2}dc1\n$/ }],
    ["catalog nodes -detailed", 0, { out: /TaggedAddresses/ }],
    ["catalog nodes -service web", 0, { out: /here/ }],
    ["catalog nodes -service nope", 0, { err: /No nodes match the given query/ }],
    ["catalog nodes x", 1, { err: /Too many arguments/ }],
    ["catalog datacenters", 0, { out: "dc1\n" }],
    ["maint", 0, {}],
    ["maint -enable -disable", 1, { err: "Only one of -enable or -disable may be provided\n" }],
    ["maint -enable -reason why", 0, { out: /Node maintenance is now enabled/ }],
    ["maint", 0, { out: /Node:\n {2}Name: {3}here\n {2}Reason: why/ }],
    ["maint -disable", 0, { out: /Node maintenance is now disabled/ }],
    ["maint -enable -service web", 0, { out: /Service maintenance is now enabled for "web"/ }],
    ["maint", 0, { out: /Service:\n {2}ID: {5}web/ }],
    ["maint -disable -service web", 0, { out: /disabled for "web"/ }],
    ["members", 0, { out: /^Node {2}Address/ }],
    ["members -detailed", 0, { out: /Tags\nhere/ }],
    ["members -status failed", 2, {}],
    ["members -status (", 1, { err: /Failed to compile status regexp/ }],
    ["services deregister", 1, { err: "Service deregistration requires at least one argument or -id.\n" }],
    ["services deregister -id web", 0, { out: "Deregistered service: web\n" }],
    ["services deregister web.json", 0, { out: "Deregistered service: web\n" }],
    ["rtt here", 1, { err: 'Could not find a coordinate for node "here"\n' }],
    [
      "rtt",
      1,
      { err: /^One or two node names must be specified\n\nUsage: consul rtt \[options\] node1 \[node2\]\n/ },
    ],
    [
      "rtt a b c",
      1,
      { err: /^One or two node names must be specified\n\nUsage: consul rtt \[options\] node1 \[node2\]\n/ },
    ],
    ["event", 1, { err: /^Event name must be specified\n\nUsage: consul event \[options\] \[payload\]\n/ }],
    ["event -name deploy payload", 0, { out: /^Event ID: / }],
    [
      "join",
      1,
      {
        err: /^At least one address to join must be specified\.\n\nUsage: consul join \[options\] address \.\.\.\n/,
      },
    ],
    [
      "force-leave",
      1,
      {
        err: /^A single node name must be specified to force leave\.\n\nUsage: consul force-leave \[options\] name\n/,
      },
    ],
    ["keyring", 1, { err: /Usage/ }],
    ["keyring -list -use x", 1, { err: /Only a single action/ }],
    ["keygen", 0, { out: /^[A-Za-z0-9+/]{43}=\n$/ }],
    ["keygen -x", 1, { err: /not defined/ }],
    ["version", 0, { out: /^Consul v1\.9\.8\n/ }],
    ["version -format json", 0, { out: /"Version": "1\.9\.8"/ }],
    ["version -format yaml", 1, { err: /Unknown format/ }],
    ["watch", 1, { err: /Watch type must be specified/ }],
    ["watch -type nope", 1, { err: /Unsupported watch type/ }],
    ["watch -type key", 1, { err: /Must specify a single key/ }],
    ["watch -type keyprefix", 1, { err: /Must specify a single prefix/ }],
    ["watch -type service", 1, { err: /Must specify a single service/ }],
    ["watch -type checks -service a -state b", 1, { err: /Cannot specify service and state/ }],
    ["watch -type nodes", 0, { out: /"Node": "here"/ }],
    ["watch -type services", 0, { out: /"consul": \[\]/ }],
    ["watch -type service -service db", 0, { out: /"Service": "db"/ }],
    ["watch -type checks -state any", 0, { out: /^\[/ }],
    ["watch -type keyprefix -prefix none", 0, { out: "null\n" }],
    ["watch -type key -key none", 0, { out: "null\n" }],
    ["watch -type services -passingonly true", 1, { err: "Invalid parameters: [passingonly]\n" }],
    [
      "watch -type service -service db -passingonly nope",
      1,
      { err: 'Failed to parse passingonly flag: strconv.ParseBool: parsing "nope": invalid syntax\n' },
    ],
    [
      "watch -type nodes -shell=false no-such-program",
      1,
      { err: /^Error executing handler: .*no-such-program/ },
    ],
    ["kv put -flags 18446744073709551615 a&b 1", 0, { out: /Success/ }],
    ["watch -type key -key a&b", 0, { out: /"Key": "a\\u0026b",\n.*"Flags": 18446744073709551615,/s }],
    ["reload", 0, { out: "Configuration reload triggered\n" }],
    ["leave", 0, { out: "Graceful leave complete\n" }],
  ]);
});

test("intentions and config entries", async () => {
  const terminal = await createAgentTerminal({
    "entry.hcl": 'Kind = "service-defaults"\nName = "web"\nProtocol = "http"\n',
    "bad.hcl": "Kind = ",
    "pair.json": '{"SourceName":"one","DestinationName":"two","Action":"deny"}',
    "l7.json": '{"SourceName":"one","DestinationName":"two","Permissions":[{"Action":"allow"}]}',
    "list.json": "[]",
  });
  await expectRows(terminal.consul, [
    ["intention create a", 1, { err: "Error: Must specify two arguments: source and destination\n" }],
    ["intention create -allow -deny a b", 1, { err: "Only one of -allow or -deny may be specified.\n" }],
    ["intention create -deny -meta k=v a b", 0, { out: "Created: a => b (deny)\n" }],
    [
      "intention create -allow a b",
      1,
      {
        err: 'Error creating intention "a => b (allow)": Unexpected response code: 500 (Sources[1] defines "a" more than once)\n',
      },
    ],
    ["intention create -replace -allow a b", 0, {}],
    ["intention create -file none.json", 1, { err: "Error: open none.json: no such file or directory\n" }],
    ["intention create -file list.json", 1, { err: "Error: list.json is no JSON object\n" }],
    [
      "intention create -file pair.json l7.json",
      1,
      {
        err: /^Error: cannot create L7 intention from file "l7.json" using this CLI; use 'consul config write'/,
      },
    ],
    ["intention get one two", 1, { err: /not found/ }],
    ["intention create -file pair.json", 0, { out: "Created: one => two (deny)\n" }],
    ["intention create -replace -file pair.json", 0, { out: "" }],
    ["intention create -deny x y", 0, { out: /x => y \(deny\)/ }],
    ["intention check a b", 0, { out: "Allowed\n" }],
    ["intention check x y", 1, { out: "Denied\n" }],
    ["intention check x", 2, { err: /requires exactly two arguments: src and dst/ }],
    ["intention match b", 0, { out: /a => b \(allow\)/ }],
    ["intention match -source a", 0, { out: /a => b/ }],
    [
      "intention match -source -destination a",
      1,
      { err: "Error: only one of -source or -destination may be specified\n" },
    ],
    ["intention get a b", 0, { out: /Source: {7}a\nDestination: {2}b\nAction: {7}allow/ }],
    [
      "intention get 00000000-0000-4000-8000-000000000000",
      1,
      { err: 'Intention not found with ID "00000000-0000-4000-8000-000000000000"\n' },
    ],
    [
      "intention get none",
      1,
      {
        err: "Error reading the intention: Unexpected response 400: Bad request: failed config entry lookup: index error: UUID must be 36 characters\n",
      },
    ],
    ["intention create -meta x a c", 1, { err: /^invalid value "x" for flag -meta: Missing "=" value/ }],
    ["intention get nope b", 1, { err: 'Intention not found with source "nope" and destination "b"\n' }],
    ["intention list", 0, { out: /a {2,}allow {2,}b/ }],
    ["intention delete a b", 0, { out: /Intention deleted/ }],
    ["intention get a b", 1, { err: 'Intention not found with source "a" and destination "b"\n' }],
    [
      "config write",
      1,
      { err: "Must provide exactly one positional argument to specify the config entry to write\n" },
    ],
    [
      "config write bad.hcl",
      1,
      {
        err: "Failed to decode config entry input: At 1:8: Unknown token: 1:8 EOF; a value is wanted here: a text in quotes, a number, true, false, a list or an object\n",
      },
    ],
    ["config write entry.hcl", 0, { out: "Config entry written: service-defaults/web\n" }],
    [
      "config write -cas -modify-index 1 entry.hcl",
      1,
      { err: "Config entry not updated: service-defaults/web\n" },
    ],
    ["config read -kind service-defaults", 1, { err: "Must specify the -name parameter\n" }],
    ["config read -kind service-defaults -name web", 0, { out: /"Protocol": "http"/ }],
    [
      "config read -kind service-defaults -name nope",
      1,
      {
        err: 'Error reading config entry service-defaults/nope: Unexpected response code: 404 (Config entry not found for "service-defaults" / "nope")\n',
      },
    ],
    ["config list", 1, { err: "Must specify the -kind parameter\n" }],
    ["config list -kind service-defaults", 0, { out: "web\n" }],
    ["config delete -kind service-defaults -name web", 0, { out: /Config entry deleted/ }],
    ["config delete -kind service-defaults", 1, { err: "Must specify the -name parameter\n" }],
    ["operator raft list-peers", 0, { out: /^Node/ }],
    [
      "operator raft remove-peer",
      1,
      { err: "Error removing peer: an address or id is required for the peer to remove\n" },
    ],
    ["operator autopilot get-config", 0, { out: /CleanupDeadServers = / }],
    ["operator autopilot set-config -max-trailing-logs 99", 0, { out: /Configuration updated/ }],
    ["operator autopilot get-config", 0, { out: /MaxTrailingLogs = 99/ }],
    ["snapshot save", 1, { err: "Missing FILE argument\n" }],
    ["snapshot save s.snap", 0, { out: /Saved and verified snapshot to index \d+/ }],
    [
      "snapshot inspect s.snap",
      0,
      { out: /^ID {11}2-\d+-\d+\nSize {9}\d+\n[\s\S]* Type {10,}Count {6}Size +\n[\s\S]* Register +\d/ },
    ],
    [
      "snapshot inspect nope",
      1,
      { err: "Error opening snapshot file: open nope: no such file or directory\n" },
    ],
    ["snapshot restore s.snap", 0, { out: /Restored snapshot/ }],
    [
      "snapshot restore nope",
      1,
      { err: "Error opening snapshot file: open nope: no such file or directory\n" },
    ],
  ]);
  await terminal.stop();
});

test("why a token may do something", async () => {
  const terminal = await createAgentTerminal({ "acl.hcl": ACL }, "-dev -node here -config-file acl.hcl", {
    CONSUL_HTTP_TOKEN: MANAGEMENT,
  });
  await expectRows(terminal.consul, [
    ["acl explain a b", 1, { err: "Error! Expected TOKEN METHOD PATH, got 2 arguments\n" }],
    [
      ["acl", "explain", "", "get", "/v1/kv/a"],
      2,
      {
        out: `GET /v1/kv/a: refused\nToken: ${ANONYMOUS} Anonymous Token\n- key:read "a": no rule speaks of it, and default_policy = "deny"\n`,
      },
    ],
    [
      `acl explain ${MANAGEMENT} DELETE /v1/kv/a/?recurse`,
      0,
      { out: /\n\+ key:write "a\/" and all below: the policy "global-management" grants everything\n$/ },
    ],
    [`acl explain ${ANONYMOUS} GET /v1/status/leader`, 0, { out: /\nNothing is needed for it\.\n$/ }],
    [`acl explain ${ANONYMOUS} GET /v1/catalog/nodes`, 0, { out: /\nEach row of the answer is asked for/ }],
    [
      `acl explain ${ANONYMOUS} GET /v1/nope`,
      2,
      { out: /^GET \/v1\/nope: refused before anybody asks for rights\n/ },
    ],
    [`acl explain -format json ${ANONYMOUS} GET /v1/kv/a`, 2, { out: /"Allowed": false,/ }],
    [`acl explain -format yaml ${ANONYMOUS} GET /v1/kv/a`, 1, { err: /^Error! -format cannot be "yaml"/ }],
    ["acl templated-policy list", 0, { out: /^builtin\/dns\nbuiltin\/node\n/ }],
    ["acl templated-policy list -format json", 0, { out: /"TemplateName": "builtin\/service"/ }],
    [
      "acl templated-policy read -name builtin/service",
      0,
      { out: /Takes: +a name\nTemplate:\nservice "\{\{\.Name\}\}"/ },
    ],
    ["acl templated-policy read", 1, { err: "Must specify the -name parameter\n" }],
    ["acl templated-policy read -name x", 1, { err: /no such ACL templated policy with Name "x"/ }],
    ["acl templated-policy preview -name builtin/node -var name:n1", 0, { out: /node "n1" \{/ }],
    ["acl templated-policy preview -name builtin/service -var Name:web", 0, { out: /service "web" \{/ }],
    [
      "acl templated-policy preview -name builtin/node -var node:n1",
      1,
      {
        err: 'Malformed variable "node:n1": write name:VALUE, which is all that templates ask for\n',
      },
    ],
    ["acl templated-policy preview -name builtin/node", 1, { err: /it needs the name of a node, not ""/ }],
    ["acl explain nobody GET /v1/kv/a", 1, { err: /404 \(ACL not found\)/ }],
  ]);
  await terminal.stop();
});

test("drift", async () => {
  const terminal = await createAgentTerminal({});
  await expectRows(terminal.consul, [
    ["drift status", 0, { out: "" }],
    ["drift status a b", 1, { err: "Error! Too many arguments (expected 1, got 2)\n" }],
    ["drift status shop", 1, { err: 'Error! There is no watch of drift "shop"\n' }],
  ]);
  const before = (seconds: number): string =>
    new Date(terminal.host.clock.now() - seconds * 1000).toISOString();
  const body = {
    ID: "a",
    Status: "watching",
    Objects: 4,
    ByEvents: 2,
    Drifted: 1,
    Drifts: [
      {
        Address: "local_file.a",
        Change: "changed",
        SeenAt: before(200),
        Attributes: [
          { Path: "size", Before: "1", After: "" },
          { Path: "key", Sensitive: true },
        ],
      },
    ],
    ByPace: [{ Address: "x_thing.b", LastLook: before(7300) }],
    Unseen: [{ Address: "x_thing.c", Why: "no such host", LastLook: "" }],
  };
  const client = createAgentClient(terminal.host, { address: "127.0.0.1:8500" });
  void client.call("drift.tell", { rest: "shop", body });
  await terminal.consul("info");
  await expectRows(terminal.consul, [
    ["drift status", 0, { out: /^Name .*\nshop {2}watching {2}4 {8}1 {8}\S+Z\n$/ }],
    [
      "drift status shop",
      0,
      {
        out: [
          "Name     shop",
          "Status   watching",
          "Objects  4, 2 by events",
          "Drifted  1",
          "",
          "Drifted:",
          "  local_file.a: changed (seen 3 m ago)",
          "      size = 1 -> null",
          "      key = (sensitive value)",
          "",
          "Cannot be looked at:",
          "  x_thing.c: no such host (last looked at never)",
          "",
          "Read by pace, nothing tells of them:",
          "  x_thing.b (last looked at 2 h ago)",
          "",
        ].join("\n"),
      },
    ],
  ]);
  await terminal.stop();
});

test("rollouts", async () => {
  const terminal = await createAgentTerminal({});
  await expectRows(terminal.consul, [
    ["rollout status", 0, {}],
    ["rollout status a b", 1, { err: "Error! Too many arguments (expected 1, got 2)\n" }],
    ["rollout status web", 1, { err: /404 \(there is no rollout "web" that runs/ }],
    ["rollout watch", 1, { err: /^Error! Missing NAME argument/ }],
    ["rollout watch web", 1, { err: /404/ }],
    ["rollout promote", 1, { err: /^Error! Missing NAME argument/ }],
    ["rollout promote a b", 1, { err: "Error! Too many arguments (expected 1, got 2)\n" }],
    ["rollout pause web", 1, { err: /404/ }],
    ["rollout resume web", 1, { err: /404/ }],
    ["rollout abort web", 1, { err: /404/ }],
  ]);
  const client = createAgentClient(terminal.host, { address: "127.0.0.1:8500" });
  const tell = async (status: string) => {
    const body = { ID: "a", Status: status, Done: 1, Of: 3, WaitsFor: "promotion" };
    void client.call("rollout.tell", { rest: "web", body });
    await terminal.consul("info");
  };
  await tell("running");
  await expectRows(terminal.consul, [
    ["rollout status", 0, { out: /^Name .*\nweb {3}running, waits for promotion {2}1 of 3 {2}\S+Z\n$/ }],
    ["rollout promote web", 0, { out: "Success! The rollout web is promoted\n" }],
    ["rollout status web", 0, { out: /Wish +promote\n/ }],
  ]);
  await tell("done");
  await expectRows(terminal.consul, [["rollout watch web", 0, { out: "web: done [1 of 3]\n" }]]);
  await tell("failed");
  await expectRows(terminal.consul, [["rollout watch web", 2, { out: "web: failed [1 of 3]\n" }]]);
  expect((await terminal.stop()).status).toBe(0);
});

test("secrets", async () => {
  const terminal = await createAgentTerminal({ value: "from a file" });
  await expectRows(terminal.consul, [
    ["secret put", 1, { err: "Error! Missing PATH argument\n" }],
    ["secret put db/a", 1, { err: /^Error! Missing DATA argument: write - to read it/ }],
    ["secret put db/a b c", 1, { err: "Error! Too many arguments (expected 2, got 3)\n" }],
    ["secret put db/a one", 0, { out: "Success! Version 1 written to: db/a\n" }],
    ["secret put db/a -", 0, { out: "Success! Version 2 written to: db/a\n" }, { stdin: "piped" }],
    ["secret put -lease-ttl 1h db/b @value", 0, { out: /Version 1/ }],
    [
      "secret put db/b @nope",
      1,
      { err: "Error! Failed to read file: open nope: no such file or directory\n" },
    ],
    [
      "secret put -cas 1 db/a x",
      1,
      { err: /^Error! Unexpected response code: 409 \(secret "db\/a" is at version 2, not 1/ },
    ],
    ["secret get db/a", 0, { out: "piped\n" }],
    ["secret get -version 1 db/a", 0, { out: "one\n" }],
    ["secret get nope", 1, { err: /404 \(there is no secret "nope"/ }],
    ["secret get", 1, { err: "Error! Missing PATH argument\n" }],
    [
      "secret get -detailed -ttl 5m db/a",
      0,
      {
        out: /^Path {13}db\/a\nVersion {10}2\nCreateTime {7}\S+Z\nLease {12}db\/a~\S+\nExpireTime {7}\S+Z\nValue {12}piped\n$/,
      },
    ],
    ["secret list", 0, { out: "db/a\ndb/b\n" }],
    ["secret list nope", 0, {}],
    ["secret versions db/a", 0, { out: /^Version {2}CreateTime .* KeyID\n1 .*\n2 .*\n$/ }],
    ["secret lease list db/", 0, { out: /^ID .* ExpireTime\ndb\/a~\S+ {2}2 {8}- {7}\S+Z\n$/ }],
    ["secret lease renew db/a~none", 1, { err: /404 \(there is no such lease/ }],
    ["secret lease revoke -prefix db/", 0, { out: "Success! Revoked all leases below: db/\n" }],
    ["secret lease list", 0, {}],
    ["secret keys rotate", 0, { out: /^Success! Secrets are sealed with \S+ from now on\n$/ }],
    ["secret keys list", 0, { out: /^ID .*Active\n\S+ {2}\S+ {2}false\n\S+ {2}\S+ {2}true\n$/ }],
    ["secret get db/a", 0, { out: "piped\n" }],
    ["secret delete -version 2 db/a", 0, { out: "Success! Deleted version 2 of: db/a\n" }],
    ["secret get db/a", 0, { out: "one\n" }],
    ["secret delete db/a", 0, { out: "Success! Deleted secret: db/a\n" }],
    ["secret delete db/a", 1, { err: /404/ }],
    ["secret", 1, { err: /lease .*Manage leases/ }],
  ]);
  expect((await terminal.stop()).status).toBe(0);
});
