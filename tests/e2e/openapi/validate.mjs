// The public validator of OpenAPI documents over a document on stdin. What it finds goes to stderr,
// and the exit code is 1.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.PARLEY_VALIDATOR}/`);
const { Validator } = await import(
  pathToFileURL(require.resolve("@seriousme/openapi-schema-validator")));

let text = "";
for await (const part of process.stdin) text += part;

const validator = new Validator();
const result = await validator.validate(JSON.parse(text));
if (!result.valid) {
  console.error(JSON.stringify(result.errors, null, 1));
  process.exit(1);
}
// Throws where a reference leads nowhere.
const resolved = validator.resolveRefs();
console.log(`OpenAPI ${validator.version}, ${Object.keys(resolved.paths).length} paths`);
