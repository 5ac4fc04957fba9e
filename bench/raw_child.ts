// Answers each line of its input with a line.
import process from "node:process";

let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text: string) => {
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  let answer = "";
  for (const line of lines) answer += `${JSON.stringify(JSON.parse(line) === 1)}\n`;
  process.stdout.write(answer);
});
