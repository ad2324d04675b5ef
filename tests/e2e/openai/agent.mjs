// An agent with a tool that remembers by a session; its model is a script.
import assert from "node:assert/strict";
import { agents, native, z } from "./clients.mjs";

const says = (text) => ({ type: "message", role: "assistant", status: "completed",
  content: [{ type: "output_text", text }] });

class ScriptedModel {
  seen = [];

  constructor(replies) {
    this.replies = replies;
  }

  async getResponse(request) {
    this.seen.push(structuredClone(request.input));
    return { usage: new agents.Usage(), output: [this.replies.shift()] };
  }
}

const model = new ScriptedModel([
  { type: "function_call", callId: "call_1", name: "timetable", arguments: "{\"line\": \"night\"}",
    status: "completed" },
  says("At 22:41."),
  says("You asked when the night train leaves."),
]);
const timetable = agents.tool({
  name: "timetable",
  description: "When trains leave",
  parameters: z.object({ line: z.string() }),
  execute: async ({ line }) => `${line}: 22:41`,
});
const agent = new agents.Agent({ name: "Clerk", instructions: "Help.", model, tools: [timetable] });
const session = new agents.OpenAIConversationsSession();

const first = await agents.run(agent, "When does the night train leave?", { session });
assert.equal(first.finalOutput, "At 22:41.");
const second = await agents.run(agent, "What did I ask?", { session });
assert.equal(second.finalOutput, "You asked when the night train leaves.");

// The model was given what was said before.
assert.deepEqual(model.seen.at(-1).map((item) => item.type ?? "message"),
  ["message", "function_call", "function_call_result", "message", "message"]);
assert.deepEqual((await native(await session.getSessionId())).map((m) => [m.role, m.content]), [
  ["user", "When does the night train leave?"],
  ["assistant", null],
  ["tool", "night: 22:41"],
  ["assistant", "At 22:41."],
  ["user", "What did I ask?"],
  ["assistant", "You asked when the night train leaves."],
]);
