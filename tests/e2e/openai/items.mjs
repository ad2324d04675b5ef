// Items by the `openai` package.
import assert from "node:assert/strict";
import { OpenAI, native, refused } from "./clients.mjs";

const client = new OpenAI();
const { id } = await client.conversations.create();
const { items } = client.conversations;
const inside = { conversation_id: id };

async function all(query) {
  const found = [];
  for await (const item of items.list(id, query)) found.push(item);
  return found;
}

const texts = Array.from({ length: 45 }, (_, n) => `message ${n} \u{1f642}`);
const added = await items.create(id, {
  items: texts.map((content, n) => ({ role: n % 2 ? "assistant" : "user", content })),
});
assert.equal(added.object, "list");
assert.equal(added.has_more, false);
assert.deepEqual(added.data.map((item) => item.content[0].text), texts);
assert.equal(added.data[1].content[0].type, "output_text");
assert.deepEqual(await all({ order: "asc", limit: 7 }), added.data);
assert.deepEqual(await all({}), added.data.toReversed?.() ?? [...added.data].reverse());
assert.equal((await items.list(id)).data.length, 20);
const include = ["message.input_image.image_url", "reasoning.encrypted_content"];
assert.deepEqual(await items.retrieve(added.data[3].id, { ...inside, include }), added.data[3]);
assert.equal((await items.list(id, { limit: 1, include })).data.length, 1);

// What has no field of a message comes back as it went.
const special = [
  { type: "message", role: "developer", content: [{ type: "input_text", text: "Be brief." }] },
  { type: "message", role: "user", content: [
    { type: "input_text", text: "What is this?" },
    { type: "input_image", detail: "low", image_url: "data:image/png;base64,AAAA" },
    { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } ] },
  { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm." }],
    encrypted_content: null },
  { type: "function_call", call_id: "call_1", name: "look", arguments: "{\"at\": 1}" },
  { type: "function_call_output", call_id: "call_1", output: "a duck" },
  { type: "computer_call", call_id: "call_2", status: "completed", pending_safety_checks: [],
    action: { type: "click", button: "left", x: 1, y: 2 } },
  { type: "computer_call_output", call_id: "call_2",
    output: { type: "computer_screenshot", image_url: "data:image/png;base64,BBBB" } },
  { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "d" } },
  { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true, reason: null },
];
const kept = (await items.create(id, { items: special, include })).data;
special.forEach((sent, n) => {
  for (const [name, value] of Object.entries(sent)) assert.deepEqual(kept[n][name], value);
  assert.match(kept[n].id, /^[a-z]+_/);
});
assert.deepEqual(kept.map((item) => item.id.split("_")[0]),
  ["msg", "msg", "rs", "fc", "fco", "cu", "cuo", "ws", "mcpa"]);
assert.deepEqual(await all({ order: "asc", limit: 100 }), [...added.data, ...kept]);
const messages = await native(id);
assert.equal(messages.at(-6).tool_calls[0].function.name, "look");
assert.equal(messages.at(-5).content, "a duck");

// A call goes with its output.
assert.equal((await items.delete(kept[3].id, inside)).object, "conversation");
assert.deepEqual((await items.list(id, { limit: 6 })).data.map((item) => item.type),
  ["mcp_approval_response", "web_search_call", "computer_call_output", "computer_call", "reasoning",
    "message"]);
await refused(() => items.retrieve(kept[4].id, inside), OpenAI.NotFoundError);

const wrong = await refused(
  () => items.create(id, { items: [{ role: "robot", content: "x" }] }), OpenAI.BadRequestError);
assert.equal(wrong.param, "items[0].role");
await refused(() => items.list("conv_none"), OpenAI.NotFoundError);
