// node tokens.mjs MODULES FILE...: how fast the published tokenizers of MODULES count the texts of
// each FILE, which are written as reference.mjs reads them. A line each: the file, the encoding, the
// package, tokens, and the seconds of the fastest of five passes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2]) + "/");
const { get_encoding } = require("tiktoken");

function read(file) {
  const input = readFileSync(file);
  const texts = [];
  for (let at = 0; at < input.length; ) {
    const size = input.readUInt32LE(at);
    texts.push(input.toString("utf8", at + 4, at + 4 + size));
    at += 4 + size;
  }
  return texts;
}

for (const encoding of ["cl100k_base", "o200k_base"]) {
  const wasm = get_encoding(encoding);
  const pure = require("gpt-tokenizer/encoding/" + encoding);
  const plain = { disallowedSpecial: new Set() };
  const packages = [
    ["tiktoken", (text) => wasm.encode_ordinary(text).length],
    ["gpt-tokenizer", (text) => pure.countTokens(text, plain)],
  ];
  for (const file of process.argv.slice(3)) {
    const texts = read(file);
    for (const [name, count] of packages) {
      let tokens;
      let seconds = Infinity;
      for (let pass = 0; pass < 5; pass++) {
        const start = process.hrtime.bigint();
        tokens = 0;
        for (const text of texts) tokens += count(text);
        seconds = Math.min(seconds, Number(process.hrtime.bigint() - start) / 1e9);
      }
      console.log(file, encoding, name, tokens, seconds);
    }
  }
}
