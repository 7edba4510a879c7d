import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { wordsOf } from "../storage/remote-problem.ts";
import type { Cluster } from "./cluster-access.ts";
import { type ClusterSources, findCluster } from "./find-cluster.ts";

const NOTHING: ClusterSources = {
  inCluster: false,
  configPaths: [],
  choice: { context: undefined, cluster: undefined, user: undefined },
  given: {},
  givenUser: {},
};
const POD = "/var/run/secrets/kubernetes.io/serviceaccount";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const FILES: Readonly<Record<string, string>> = {
  "/home/user/.kube/config": `
apiVersion: v1
kind: Config
current-context: one
contexts:
- {name: one, context: {cluster: c1, user: u1, namespace: elsewhere}}
- {name: two, context: {cluster: c2, user: u2}}
- {name: gone, context: {cluster: nowhere, user: u1}}
clusters:
- name: c1
  cluster: {server: "https://one:6443", certificate-authority: ca.pem, tls-server-name: api}
- name: c2
  cluster: {server: "https://two", insecure-skip-tls-verify: true, proxy-url: "http://proxy:3128"}
users:
- name: u1
  user: {token: t1, username: n, password: ""}
- name: u2
  user:
    client-certificate-data: ${base64("cert")}
    client-key: keys/u2.pem
- name: file
  user: {tokenFile: token}
- name: old
  user: {auth-provider: {name: gcp}}
- name: program
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: bin/login
      args: [get, 1]
      env: [{name: A, value: b}]
`,
  "/home/user/.kube/ca.pem": "authority",
  "/home/user/.kube/keys/u2.pem": "key",
  "/more":
    "current-context: two\nclusters:\n- name: c1\n  cluster: {server: 'https://late'}\n- name: c9\n  cluster: {server: nine}\n",
  "/list": "- a\n",
  "/torn": "a: [",
  [`${POD}/ca.crt`]: "pod's",
};

async function found(
  sources: Partial<ClusterSources>,
  variables: Readonly<Record<string, string>> = {},
): Promise<Cluster | string> {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.2", { variables });
  for (const [path, text] of Object.entries(FILES)) {
    await simulation.until(runtime.disk.makeDirectory(path.replace(/\/[^/]*$/, "") || "/"));
    await simulation.until(runtime.disk.writeFile(path, text));
  }
  const access = { runtime, place: "kubernetes://ns", retry: { retries: 0, waitMinMs: 0, waitMaxMs: 0 } };
  return simulation.until(findCluster(access, { ...NOTHING, ...sources }).catch(wordsOf));
}

const choice = (more: Partial<ClusterSources["choice"]>): Partial<ClusterSources> => ({
  configPaths: ["~/.kube/config"],
  choice: { ...NOTHING.choice, ...more },
});

type Row = readonly [string, Partial<ClusterSources>, object | RegExp, Readonly<Record<string, string>>?];

const rows: readonly Row[] = [
  [
    "the current context of a file",
    choice({}),
    {
      server: "https://one:6443",
      authority: "authority",
      serverName: "api",
      insecure: false,
      user: { token: "t1", username: "n", password: undefined },
    },
  ],
  [
    "another context",
    choice({ context: "two" }),
    {
      server: "https://two",
      insecure: true,
      authority: undefined,
      proxy: "http://proxy:3128",
      user: { certificate: "cert", key: "key", token: undefined },
    },
  ],
  [
    "another cluster with the context's user",
    choice({ cluster: "c2" }),
    { server: "https://two", user: { token: "t1" } },
  ],
  [
    "another user with the context's cluster",
    choice({ user: "file" }),
    { server: "https://one:6443", user: { tokenFile: "/home/user/.kube/token" } },
  ],
  [
    "a program",
    choice({ user: "program" }),
    {
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "/home/user/.kube/bin/login",
          args: ["get", "1"],
          environment: new Map([["A", "b"]]),
        },
      },
    },
  ],
  ["a login that is no more", choice({ user: "old" }), /logs in by an auth-provider/],
  [
    "a context that is not there",
    choice({ context: "x" }),
    /^kubernetes:\/\/ns: the kubeconfig has no context "x"\.$/,
  ],
  ["a cluster that is not there", choice({ context: "gone" }), /has no cluster "nowhere"/],
  ["a user that is not there", choice({ user: "x" }), /has no user "x"/],
  [
    "two files, of which the first counts",
    { configPaths: ["/nowhere", "/home/user/.kube/config", "/more"] },
    { server: "https://one:6443" },
  ],
  [
    "two files, the other way round",
    { configPaths: ["/more", "/home/user/.kube/config"] },
    { server: "https://two" },
  ],
  [
    "a cluster without a context",
    { configPaths: ["/more"], choice: { ...NOTHING.choice, context: undefined, cluster: "c9" } },
    /has no context "two"/,
  ],
  [
    "a server without a scheme",
    { ...choice({ cluster: "c9" }), configPaths: ["/home/user/.kube/config", "/more"] },
    { server: "https://nine" },
  ],
  ["a file that is a list", { configPaths: ["/list"] }, /\/list is no kubeconfig/],
  ["a file that is no YAML", { configPaths: ["/torn"] }, /\/torn is no kubeconfig/],
  [
    "no file, and a host",
    { configPaths: ["/nowhere"], given: { server: "https://h" }, givenUser: { token: "t" } },
    { server: "https://h", user: { token: "t" } },
  ],
  ["nothing", {}, /nothing says which cluster: set config_path/],
  [
    "what is written over what the file says",
    {
      ...choice({}),
      given: { server: "http://h", authority: "mine" },
      givenUser: { token: undefined, username: "me" },
    },
    { server: "http://h", authority: "mine", user: { token: "t1", username: "me" } },
  ],
  [
    "certificates that are not checked",
    { ...choice({}), given: { insecure: true } },
    { insecure: true, authority: undefined },
  ],
  [
    "the pod's own cluster",
    { inCluster: true },
    { server: "https://[fd00::1]:443", authority: "pod's", user: { tokenFile: `${POD}/token` } },
    { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" },
  ],
  ["no pod", { inCluster: true }, /unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and/],
];

const cases = rows.map(([title, sources, wanted, variables = {}]) => ({ title, sources, wanted, variables }));
test.each(cases)("a cluster by $title", async ({ sources, wanted, variables }) => {
  const cluster = await found(sources, variables);
  if (wanted instanceof RegExp) expect(cluster).toMatch(wanted);
  else expect(cluster).toMatchObject(wanted);
});
