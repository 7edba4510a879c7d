// node --import tsx scripts/time-parse.mjs [RESOURCES]: how long reading a large file takes, in CPU time.
import { parseConfig } from "@tutti/hcl";

const count = Number(process.argv[2] ?? 5000);
let text = "";
for (let index = 0; index < count; index++) {
  text += `resource "aws_instance" "web_${index}" {
  ami           = "ami-${index}"
  instance_type = var.types["t${index}"]
  count         = length(var.x) > 3 ? 1 : 0
  tags = {
    Name = "web-\${count.index}-${index}"
  }
}

`;
}
for (const round of ["cold", "warm", "hot"]) {
  const before = process.cpuUsage();
  const { body, diagnostics } = parseConfig(text, "main.tf");
  const { user, system } = process.cpuUsage(before);
  const lines = text.split("\n").length - 1;
  console.log(
    `${round}: ${lines} lines, ${body.blocks.length} blocks, ${diagnostics.length} errors, ${Math.round((user + system) / 1000)} ms of CPU`,
  );
}
