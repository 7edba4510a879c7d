/** How a helper takes the lock, says so, and holds it until our end of its input closes (we released, or died). */
interface Helper {
  readonly program: string;
  readonly args: (path: string) => readonly string[];
}

/** The system's own numbers for `fcntl` and its record, which differ between kernels. */
const PERL_FCNTL: Readonly<Record<string, string>> = {
  // Linux, 64 bit: l_type, l_whence, padding, l_start, l_len, l_pid
  linux: "my $l = pack('s s x4 q q i x4', 1, 0, 0, 0, 0); fcntl(F, 6, $l)",
  // Darwin: l_start, l_len, l_pid, l_type, l_whence
  darwin: "my $l = pack('q q i s s', 0, 0, 0, 3, 0); fcntl(F, 8, $l)",
};

function helpers(): readonly Helper[] {
  const perl = process.arch.endsWith("64") ? PERL_FCNTL[process.platform] : undefined;
  const python = [
    "import fcntl,sys",
    "f=open(sys.argv[1],'r+b')",
    "try: fcntl.lockf(f,fcntl.LOCK_EX|fcntl.LOCK_NB)",
    "except BlockingIOError: sys.exit(75)",
    "sys.stdout.write('1'); sys.stdout.flush(); sys.stdin.read()",
  ].join("\n");
  return [
    ...(perl === undefined
      ? []
      : [
          {
            program: "perl",
            args: (path: string) => [
              "-e",
              `open(F, '+<', $ARGV[0]) or exit 76; ${perl} or exit 75; $| = 1; print 1; <STDIN>`,
              path,
            ],
          },
        ]),
    { program: "python3", args: (path) => ["-c", python, path] },
  ];
}

/** The helpers' exit status where another process holds the lock. */
const BUSY = 75;

/** Gives back how to release it; `no-helper` where no program that can do it is installed. */
export async function holdRecordLock(path: string): Promise<(() => Promise<void>) | "busy" | "no-helper"> {
  for (const helper of helpers()) {
    const result = await start(helper, path);
    if (result !== "no-helper") return result;
  }
  return "no-helper";
}

async function start(helper: Helper, path: string): Promise<(() => Promise<void>) | "busy" | "no-helper"> {
  const { spawn } = await import("node:child_process");
  return new Promise((resolve) => {
    // A process group of its own: Ctrl-C is for us to hear, not for the holder of our lock.
    const child = spawn(helper.program, helper.args(path), {
      stdio: ["pipe", "pipe", "ignore"],
      detached: true,
    });
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    child.once("error", () => resolve("no-helper"));
    child.once("exit", (status) => resolve(status === BUSY ? "busy" : "no-helper"));
    child.stdin.on("error", () => {});
    child.stdout.once("data", () => {
      child.unref();
      for (const stream of [child.stdin, child.stdout]) if ("unref" in stream) (stream.unref as () => void)();
      resolve(async () => {
        child.ref();
        child.stdin.end();
        await ended;
      });
    });
  });
}
